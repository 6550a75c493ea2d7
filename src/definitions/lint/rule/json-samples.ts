import { EngineError } from '../../../engine/limits/engine-error.js';
import { JsonMap } from '../../../engine/json/json-value.js';
import { parseJson } from '../../../engine/json/parse-json.js';
import { WorkBudget } from '../../../engine/limits/work-budget.js';
import { VelocityTemplate } from '../../../engine/velocity/velocity.js';

/** Maximum steps of all renderings of a template. */
const MAX_STEPS = 200_000;

/** Renders a template with sample values to find out whether it produces JSON. */
export class JsonSamples {
  private readonly template: VelocityTemplate | undefined;
  private readonly budget = new WorkBudget('sample', MAX_STEPS, 200);

  constructor(text: string) {
    try {
      this.template = new VelocityTemplate(text);
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
    }
  }

  /** Returns whether the template produces JSON; undefined if it cannot be rendered. */
  producesJson(context: JsonMap): boolean | undefined {
    let text: string;
    try {
      if (this.template === undefined) return undefined;
      text = this.template.render(context, { budget: this.budget });
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      return undefined;
    }
    try {
      parseJson(text);
      return true;
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      return false;
    }
  }
}
