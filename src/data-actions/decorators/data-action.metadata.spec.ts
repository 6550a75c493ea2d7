import { Call, DataAction, Execute, Input } from './data-action.decorator.js';
import { dataActionOf, handlerOf } from '../contract/data-action.metadata.js';

class Question {
  readonly word: string;
}

class Output {
  readonly length: number;
}

describe('@DataAction', () => {
  it('stores metadata of its class', () => {
    @DataAction('word-length', { effect: 'read', summary: 'Measures a word', alsoServedAt: ['/measure'] })
    class WordLengthAction {
      @Execute(Output)
      execute(@Call() _call: unknown, @Input() { word }: Question): Output {
        return { length: word.length };
      }
    }

    expect(dataActionOf(WordLengthAction)).toMatchObject({
      name: 'word-length',
      effect: 'read',
      scope: 'dataaction:read',
      routes: ['/api/v1/dataactions/word-length', '/measure'],
      inputClass: Question,
      outputClass: Output,
    });
    expect(handlerOf(WordLengthAction)).toEqual({ method: 'execute', inputClass: Question, outputClass: Output });
  });

  it('requires a method with @Execute()', () => {
    expect(() => {
      @DataAction('idle', { effect: 'read', summary: 'Does nothing' })
      class IdleAction {}
      return IdleAction;
    }).toThrow('IdleAction has no method with @Execute()');
  });

  it('requires a parameter with @Input()', () => {
    expect(() => {
      class DeafAction {
        @Execute(Output)
        execute(): Output {
          return { length: 0 };
        }
      }
      return DeafAction;
    }).toThrow('DeafAction.execute has no parameter with @Input()');
  });

  it('is absent from other classes', () => {
    expect(dataActionOf(Question)).toBeUndefined();
  });
});
