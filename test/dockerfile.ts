export type Instruction = readonly [name: string, rest: string];

interface Stage {
  readonly base: string;
  readonly instructions: readonly Instruction[];
}

/** A Dockerfile, taken apart. */
export interface Dockerfile {
  readonly stages: readonly Stage[];
  /** What the last stage says last under a name. */
  readonly last: (name: string) => string | undefined;
}

/** Reads what our own Dockerfile uses of the language: comments, continued lines, stages. */
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

/** The words of a command in its JSON form. */
export const wordsOf = (command: string): string[] => JSON.parse(command.slice(command.indexOf('['))) as string[];
