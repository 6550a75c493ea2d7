import { VelocityScanner } from './velocity-scanner.js';

const scan = (template: string) => new VelocityScanner(template).references;
const cut = (template: string) => scan(template).map(({ start, end }) => template.slice(start, end));

describe('VelocityScanner', () => {
  it.each([
    ['${input.a}/b', ['${input.a}']],
    ['$input.a/b', ['$input.a']],
    ['$!{input.a}.json', ['$!{input.a}']],
    ['$input.a.json"', ['$input.a.json']],
    ['$list[0].trim() x', ['$list[0].trim()']],
    ['costs $100, or $', []],
    ['"$.data"', []],
    ['${input.a', ['${input.a']],
  ])('finds the reference in %s', (template, references) => {
    expect(cut(template)).toEqual(references);
  });

  it('finds enclosing macros', () => {
    const [outer, inner] = scan('a=$esc.url("(${input.a}")&b=1');

    expect(outer).toMatchObject({ root: 'esc', path: ['url'], hasCall: true, macros: [] });
    expect(inner).toMatchObject({ root: 'input', path: ['a'], hasCall: false, macros: ['esc.url'] });
  });

  it('finds enclosing quotation marks, except those in macros', () => {
    const references = scan('{"a": "${input.a}", "b": ${input.b}, "c": "x$esc.jsonString("$input.c")", "d": $d}');

    expect(references.map(({ root, path, isInString }) => [[root, ...path].join('.'), isInString])).toEqual([
      ['input.a', true],
      ['input.b', false],
      ['esc.jsonString', true],
      ['input.c', true],
      ['d', false],
    ]);
  });

  it('finds enclosing conditions', () => {
    const references = scan('#if($a)$x#if("$b" == ")")$y#{else}$z#end#elseif($c)$u#end$v');

    expect(
      references.filter(({ isInDirective }) => !isInDirective).map(({ root, conditions }) => [root, conditions]),
    ).toEqual([
      ['x', ['$a']],
      ['y', ['$a', '"$b" == ")"']],
      ['z', ['$a', '"$b" == ")"']],
      ['u', ['$a $c']],
      ['v', []],
    ]);
    expect(references.filter(({ isInDirective }) => isInDirective).map(({ root }) => root)).toEqual(['a', 'b', 'c']);
  });

  it('finds variables that the template sets', () => {
    expect([...new VelocityScanner('#set($a = 1)#foreach($b in $c)$b#end').locals]).toEqual(['a', 'b']);
  });
});
