/** A JSON text that is sent as it is, so that large integers keep their digits. */
export class ExactJson {
  constructor(readonly text: string) {}

  toJSON(): unknown {
    return JSON.parse(this.text) as unknown;
  }
}
