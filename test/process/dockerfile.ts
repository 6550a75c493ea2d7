export type Instruction = readonly [name: string, rest: string];

interface Stage {
  readonly base: string;
  readonly instructions: readonly Instruction[];
}

/** A parsed Dockerfile. */
export interface Dockerfile {
  readonly stages: readonly Stage[];
  /** The last instruction of that name in the last stage. */
  readonly last: (name: string) => string | undefined;
}

/** Parses the syntax that our Dockerfile uses: comments, continued lines, stages. */
export function readDockerfile(text: string): Dockerfile {
  const lines = text
    .replace(/^#.*\n/gm, '')
    .replace(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line !== '');
  const instructions = lines.map((line): Instruction => [line.split(' ', 1)[0] ?? '', line.replace(/^\w+ +/, '')]);
  const starts = instructions.flatMap(([name], index) => (name === 'FROM' ? [index] : []));
  const stages = starts.map((start, index) => ({
    base: instructions[start]?.[1].split(' ')[0] ?? '',
    instructions: instructions.slice(start + 1, starts[index + 1]),
  }));
  const last = (name: string): string | undefined =>
    stages.at(-1)?.instructions.findLast(([instruction]) => instruction === name)?.[1];
  return { stages, last };
}

/** Returns the words of a command in JSON form. */
export const wordsOf = (command: string): string[] => JSON.parse(command.slice(command.indexOf('['))) as string[];
