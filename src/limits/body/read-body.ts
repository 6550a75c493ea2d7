import { Readable } from 'node:stream';
import { PieceBuffer, PieceDefect } from './piece-buffer.js';

/** Why a body cannot be read completely. */
export type BodyDefect = PieceDefect | 'cut-short' | 'no-room' | 'ended';

/** A body cannot be read. The caller translates the defect into an error of its protocol. */
export class UnreadableBody extends Error {
  constructor(readonly defect: BodyDefect) {
    super(`The body cannot be read: ${defect}`);
    this.name = 'UnreadableBody';
  }
}

export interface ReadBodyOptions {
  readonly limitBytes: number;
  /** Called for each piece before it is stored. @returns false if there is no memory for the piece */
  readonly reserve?: (bytes: number) => boolean;
  /** Registers a callback that stops the reading when the call ends. @returns a function that unregisters the callback */
  readonly onAbort?: (callback: () => void) => () => void;
}

/**
 * Reads a body. The cost depends only on the number of bytes.
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
      // Each further piece would also cost CPU time. A paused source is not read any further.
      if (defect === 'too-many-pieces') source.pause();
    };
    const take = (piece: Buffer): void => {
      const defect = reserve(piece.length) ? buffer.add(piece) : 'no-room';
      if (defect) refuse(defect);
    };
    const finishWhole = (): void => settle(() => resolve(buffer.take()));
    const cutShort = (): void => refuse('cut-short');
    source.on('data', take).on('end', finishWhole).on('aborted', cutShort).on('close', cutShort);
    // This listener stays. Without any listener, an error after the end of the body would end the process.
    source.on('error', cutShort);
    if (onAbort) unregister = onAbort(() => refuse('ended'));
    // A destroyed source emits no events.
    if (source.destroyed || source.aborted) cutShort();
  });
}
