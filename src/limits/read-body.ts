import { Readable } from 'node:stream';
import { PieceBuffer, PieceDefect } from './piece-buffer.js';

/** Why a body did not come whole. */
export type BodyDefect = PieceDefect | 'cut-short' | 'no-room' | 'ended';

/** A body that cannot be read; its reader says so in the words of its protocol. */
export class UnreadableBody extends Error {
  constructor(readonly defect: BodyDefect) {
    super(`The body is ${defect}`);
    this.name = 'UnreadableBody';
  }
}

export interface ReadBodyOptions {
  readonly limitBytes: number;
  /** Called for each piece before it is kept. @returns false where there is no room for it */
  readonly reserve?: (bytes: number) => boolean;
  /** Registers a callback for the end of the call, which also ends the reading. @returns a function that unregisters it */
  readonly onAbort?: (callback: () => void) => () => void;
}

/**
 * Reads a body, with its cost bounded by its bytes.
 *
 * @throws UnreadableBody
 */
export function readBody(
  source: Readable & { readonly aborted?: boolean },
  { limitBytes, reserve = () => true, onAbort }: ReadBodyOptions,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const buffer = new PieceBuffer(limitBytes);
    let unregister = (): void => undefined;
    const settle = (finish: () => void): void => {
      source.off('data', take).off('end', finishWhole).off('aborted', cutShort).off('close', cutShort);
      unregister();
      finish();
    };
    const refuse = (defect: BodyDefect): void => {
      settle(() => reject(new UnreadableBody(defect)));
      // Each further piece costs as much as those before; a source that is paused is not read on.
      if (defect === 'too-many-pieces') source.pause();
    };
    const take = (piece: Buffer): void => {
      const defect = reserve(piece.length) ? buffer.add(piece) : 'no-room';
      if (defect) refuse(defect);
    };
    const finishWhole = (): void => settle(() => resolve(buffer.take()));
    const cutShort = (): void => refuse('cut-short');
    source.on('data', take).on('end', finishWhole).on('aborted', cutShort).on('close', cutShort);
    // Stays: an error after the end has nobody else to hear it, and would end the process.
    source.on('error', cutShort);
    if (onAbort) unregister = onAbort(() => refuse('ended'));
    // A destroyed source emits nothing any more.
    if (source.destroyed || source.aborted) cutShort();
  });
}
