import { EngineError } from './limits/engine-error.js';
import { parseJson } from './json/parse-json.js';
import { JsonPath } from './json-path/json-path.js';
import { VelocityTemplate } from './velocity/velocity.js';
import { WorkBudget } from './limits/work-budget.js';

/** Returns a budget of steps only, so that the result does not depend on the machine. */
const budget = (): WorkBudget => new WorkBudget('test', 200_000, Infinity);

const render = (template: string): string => new VelocityTemplate(template).render(new Map(), { budget: budget() });

describe('limits of the engine', () => {
  it.each([
    ['an endless loop', '#foreach($i in [1..90000])#foreach($j in [1..90000])x#end#end'],
    ['an endless macro', '#macro(m)#m()#end#m()'],
    ['a text that doubles', '#set($s = "xxxxxxxx")#foreach($i in [1..40])#set($s = "$s$s")#end'],
    ['a list that contains itself', '#set($l = [])#set($ok = $l.add($l))$l'],
    ['a number that grows', '#set($n = 999999999)#foreach($i in [1..40])#set($n = $n * $n)#end'],
    ['a template in a template', "#set($t = '#evaluate($t)')#evaluate($t)"],
    ['a wide format', '$esc.q.format("%1000000000s", "x")'],
    ['a huge range', '#foreach($i in [1..999999999])x#end'],
  ])('stop %s', (_, template) => {
    expect(() => render(template)).toThrow(EngineError);
  });

  it.each([
    ['blocks', '#if(true)'.repeat(5_000)],
    ['brackets', `#set($a = ${'('.repeat(5_000)}1`],
    ['lists', `#set($a = ${'['.repeat(5_000)}`],
    ['negations', `#if(${'!'.repeat(5_000)}true)a#end`],
    ['references', '${a['.repeat(5_000)],
  ])('reject %s that are nested too deeply', (_, template) => {
    expect(() => new VelocityTemplate(template)).toThrow('nested deeper');
  });

  it.each([
    ['parentheses in a filter', `$[?(${'('.repeat(5_000)}@.a)]`],
    ['negations in a filter', `$[?(${'!'.repeat(5_000)}(@.a))]`],
    ['filters in filters', `${'$.a[?(@.b'.repeat(40)}${')]'.repeat(40)}`],
    ['steps', `$${'.a'.repeat(5_000)}`],
    ['characters', `$.${'a'.repeat(50_000)}`],
  ])('reject a path with too many %s', (_, path) => {
    expect(() => new JsonPath(path)).toThrow(EngineError);
  });

  it('stop a path whose deep scans multiply the number of results', () => {
    const document = parseJson(`${'{"a":['.repeat(60)}1,2,3${']}'.repeat(60)}`);
    expect(() => new JsonPath('$..*..*..*..*').find(document, budget())).toThrow('steps');
  });

  it('run a catastrophic regular expression in linear time', () => {
    const document = parseJson(`[{"v": "${'a'.repeat(30_000)}!"}]`);
    expect(new JsonPath('$[?(@.v =~ /(a+)+$/)]').find(document, budget())).toEqual([]);
  });

  it('stop a regular expression that backtracks without end', () => {
    const document = parseJson(`[{"v": "${'a'.repeat(200)}!"}]`);
    expect(() => new JsonPath('$[?(@.v =~ /(?=a)(a+)+b/)]').find(document, budget())).toThrow('longer than 100 ms');
  });
});
