import { ExecutionError } from './execution-error.js';
import { render } from './velocity.js';

const CONTEXT = {
  input: {
    text: 'say "hi"\n\\o/ 5€ 😀',
    phone: '+49 30',
    n: 5,
    zero: 0,
    no: false,
    empty: '',
    nothing: null,
    'a-b': 'dash',
  },
  list: '["a","b"]',
  items: ['x', 'y'],
};
const rendered = (template: string) => render('template', template, CONTEXT);

describe('Velocity templates', () => {
  it.each([
    ['${input.absent}', '${input.absent}'],
    ['$input.absent', '$input.absent'],
    ['${input.nothing}', '${input.nothing}'],
    ['$!{input.absent}', ''],
    ['$!{input.nothing}', ''],
    ['${other}', '${other}'],
    ['${input.n} ${input.zero} ${input.no} [${input.empty}]', '5 0 false []'],
    ['${input.a-b}', 'dash'],
    ['#if("$!{input.absent}" == "")null#else${input.absent}#end', 'null'],
    ['#if("$!{input.zero}" == "")null#else${input.zero}#end', '0'],
    ['#if("$!{input.no}" == "")null#else${input.no}#end', 'false'],
    ['#if(!$input.absent)none#{else}some#end', 'none'],
    ['#set($x = "n is ${input.n}")$x', 'n is 5'],
    ['#foreach($item in $items)$item#if($foreach.hasNext),#end#end', 'x,y'],
    ['#macro(twice $a)$a$a#end#twice("z")', 'zz'],
    ['a ## comment', 'a '],
    [
      '{"path": "C:\\\\x", "price": "$5", "tag": "a#b", "$schema": "#5"}',
      '{"path": "C:\\\\x", "price": "$5", "tag": "a#b", "$schema": "#5"}',
    ],
  ])('render %j as %j', (template, expected) => {
    expect(rendered(template)).toBe(expected);
  });

  it.each([
    ['"$esc.jsonString(${input.text})"', '"say \\"hi\\"\\n\\\\o/ 5€ 😀"'],
    ['$esc.jsonString(${input.absent})', '$esc.jsonString(${input.absent})'],
    ['$!esc.jsonString($!{input.absent})', ''],
    ['$esc.url(${input.phone})', '%2B49+30'],
    ['$esc.uriEncode("a b+c/d")', 'a%20b%2Bc%2Fd'],
    ['$esc.url("a*b~c\'d")', 'a*b%7Ec%27d'],
    ['$esc.html("<a & b>")', '&lt;a &amp; b&gt;'],
    ['${esc.q}$esc.d$esc.h', '"$#'],
    ['Basic $encoding.base64("me:se:cret")', 'Basic bWU6c2U6Y3JldA=='],
    ['$math.add(${input.n}, "2") $math.max(1, 3)', '7 3'],
    ['$successTemplateUtils.firstFromArray("${list}")', '"a"'],
    ['$successTemplateUtils.firstFromArray("[]", "none")', 'none'],
    ['$esc.unknown("x")', '$esc.unknown("x")'],
  ])('know the macro in %j', (template, expected) => {
    expect(rendered(template)).toBe(expected);
  });

  it.each([
    ['$input.phone.length()', '6'],
    ['$input.phone.replace("+", "00")', '0049 30'],
    ['$input.phone.substring(1, 3)', '49'],
    ['$items.size() $items.get(1) $items[0]', '2 y x'],
    ['#if($input.phone.startsWith("+"))yes#end', 'yes'],
  ])('ask a value for %j', (template, expected) => {
    expect(rendered(template)).toBe(expected);
  });

  it.each([
    '$input.constructor',
    '$input.text.constructor',
    '$input.text.sub',
    '$input["constructor"]',
    '$input["__proto__"]',
    '$input.__proto__',
    '$input.hasOwnProperty("n")',
    '$input.text.constructor("x")',
    '$input.text.matchAll("x")',
    '$items.map("x")',
    '$items.push("x")',
    '$input.get("constructor")',
    '$esc.macros',
    '$esc.constructor',
    '$esc.call("jsonString")',
    '$constructor',
    '$constructor("x")',
    '$toString',
    '$eval("x")',
    '$input.eval("x")',
    '#eval("$input.n")',
    '#constructor("x")',
    '#toString()',
    '#hasOwnProperty("x")',
    '#evaluate("$input.n")',
    '#include("x")',
    '#parse("x")',
  ])('reach nothing of JavaScript: %j stays as it is', (template) => {
    expect(rendered(template)).toBe(template);
  });

  it('cannot change what other templates see', () => {
    expect(() => rendered('#set($esc.jsonString = "x")')).toThrow(ExecutionError);
    rendered(
      '#set($input.__proto__.polluted = "x")#set($input.constructor.prototype.polluted = "x")#set($input.n = 9)',
    );

    expect(rendered('$input.n')).toBe('5');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it.each(['#if(', '${input.x', '#foreach($x in', '#macro(a)#a()#end#a()'])(
    'are refused where they cannot be rendered: %j',
    (template) => {
      expect(() => render('request template', template, CONTEXT)).toThrow(
        /^The request template is no Velocity template/,
      );
    },
  );
});
