import { parseJson } from '../json/parse-json.js';
import type { JsonMap } from '../json/json-value.js';
import { VelocityTemplate } from './velocity.js';

/** Expected texts come from Apache Velocity 2, built from its source. */
const CONTEXT = parseJson(`{
  "input": {"who": "Eve \\"E\\" Øre", "n": 9, "rate": 1.5, "yes": true, "blank": "", "digits": "42", "nul": null, "part-no": "P1"},
  "items": ["p", "q", "r"], "sums": [5, 2], "card": {"id": "c1", "tags": {"k": "v"}}, "word": "Green Tea"
}`) as JsonMap;

const render = (template: string): string => new VelocityTemplate(template).render(CONTEXT);

describe('VelocityTemplate', () => {
  describe('references', () => {
    it.each([
      ['$input.n and ${input.n}px', '9 and 9px'],
      ['[$nope] [$!nope] [${nope}] [$!{nope.x}]', '[$nope] [] [${nope}] []'],
      ['$input.nul|$!input.nul', '$input.nul|'],
      ['${input.part-no}', 'P1'],
      ['$items[0]$items[-1]$items.get(1)', 'prq'],
      ['$card.tags.k $card["id"] $card.size()', 'v c1 2'],
      ['${nope|"none"} ${input.n|"none"}', 'none 9'],
      ['\\$input.n \\\\$input.n \\$nope \\\\$nope', '$input.n \\9 \\$nope \\\\$nope'],
      ['$ ${ $5.00 $items $card', '$ ${ $5.00 [p, q, r] {id=c1, tags={k=v}}'],
      ['$Input.n', '$Input.n'],
      ['$word.nope() $word.replace("e")', '$word.nope() $word.replace("e")'],
    ])('%s renders as %s', (template, text) => {
      expect(render(template)).toBe(text);
    });
  });

  describe('arithmetic and conditions', () => {
    it.each([
      ['#set($x = 7 / 2)$x', '3'],
      ['#set($x = -7 / 2)$x', '-3'],
      ['#set($x = $input.rate * 2)$x', '3.0'],
      ['#set($x = $input.n % 4)$x', '1'],
      ['#set($x = "a" + 1)$x', 'a1'],
      ['#set($x = $nope + 1)[$x]', '[$x]'],
      ['#set($x = 1 / 0)[$x]', '[$x]'],
      ['#set($x = 9007199254740993 + 1)$x', '9007199254740994'],
      ['#if($input.digits == 42)T#{else}F#end', 'T'],
      ['#if($input.yes == "true")T#{else}F#end', 'T'],
      ['#if("a" < "b")T#{else}F#end', 'F'],
      ['#if($input.blank)T#{else}F#end#if(0)T#{else}F#end', 'FF'],
      ['#if($input.n > 8 && !$nope)T#elseif(true)E#end', 'T'],
      ['#if("$!input.nope" == "")null#else${input.nope}#end', 'null'],
    ])('%s renders as %s', (template, text) => {
      expect(render(template)).toBe(text);
    });
  });

  describe('directives', () => {
    it.each([
      ['#foreach($i in $items)$i#if($foreach.hasNext),#end#end', 'p,q,r'],
      ['#foreach($i in $items)$foreach.count$i#if(!$foreach.last)|#end#end', '1p|2q|3r'],
      ['#foreach($i in [1..3])$i#end #foreach($i in [])x#{else}none#end', '123 none'],
      ['#foreach($i in $items)#if($i == "q")#break#end$i#end!', 'p!'],
      ['a#stop b', 'a'],
      ['#define($d)<$input.n>#end$d$d', '<9><9>'],
      ['#macro(tag $t)<$t>#end#tag("b")#tag($input.n)', '<b><9>'],
      ['#macro(box)[$bodyContent]#end#@box()in#end', '[in]'],
      ["#evaluate('#if(true)$input.n#end')", '9'],
      ['#unknown($input.n) #hash', '#unknown($input.n) #hash'],
      ['#set($s = "say ""hi""")$s #set($t = \'$n\')$t', 'say "hi" $n'],
      ['#set($m = {"a": [1, 2]})$m.a[1] $m.put("b", 3)$m.b', '2 $m.put("b", 3)3'],
      ['a ## comment\nb#* c *#d #[[ $raw #if ]]#', 'a bd  $raw #if '],
      ['\\#if(x)', '#if(x)'],
    ])('%s renders as %s', (template, text) => {
      expect(render(template)).toBe(text);
    });

    it.each([
      ['  #set($a = 1)\nnext', 'next'],
      ['x #set($a = 1)\nnext', 'x \nnext'],
      ['{\n#if($input.n)\n  "n": 1\n#end\n}', '{\n  "n": 1\n}'],
      ['[\n  #foreach($i in $items)\n  $i\n  #end\n]', '[\n  p\n  q\n  r\n]'],
      ['#if($nope)\na\n#else\nb\n#end\nc', 'b\nc'],
    ])('drops the line of a directive in %j', (template, text) => {
      expect(render(template)).toBe(text);
    });

    it.each(['#if($input.n)a', '#end', '${input.n', '#foreach($i)x#end', '#set($a = )', '$items[', '#include("x")'])(
      'rejects %s',
      (template) => {
        expect(() => new VelocityTemplate(template)).toThrow(/character \d+/);
      },
    );
  });

  describe('methods of Java', () => {
    it.each([
      ['$word.substring(6) $word.indexOf("e") $word.lastIndexOf("e")', 'Tea 2 7'],
      ['$word.replaceAll("[aeiou]+", "_") $word.split(" ")[1]', 'Gr_n T_ Tea'],
      ['#set($p = "a|b")$p.split("|").size() $p.split("\\|")[1]', '3 b'],
      ['$word.isEmpty() $word.empty $word.length()', 'false false 9'],
      ['$word.format("%03d-%s", 7, "x")', '007-x'],
      ['$items.contains("q") $items.indexOf("r") $items.subList(1, 3)', 'true 2 [q, r]'],
      ['#set($l = [])#set($ok = $l.add("z"))$l.size() $l', '1 [z]'],
      ['#foreach($k in $card.keySet())$k #end$card.containsKey("id")', 'id tags true'],
      ['$input.n.intValue() $input.rate.intValue() $input.n.toString().length()', '9 1 1'],
    ])('%s renders as %s', (template, text) => {
      expect(render(template)).toBe(text);
    });

    it.each(['$word.substring(3, 99)', '$items.get(9)', '$items[5]', '$word.getBytes()', '$items.stream()'])(
      'stops the run for %s',
      (template) => {
        expect(() => render(template)).toThrow();
      },
    );

    it('never changes the context of the caller', () => {
      render('#set($ok = $items.add("z"))#set($input.n = 1)');
      expect(render('$items $input.n')).toBe('[p, q, r] 9');
    });
  });

  describe('tools', () => {
    it.each([
      ['"$esc.jsonString($input.who)"', '"Eve \\"E\\" Øre"'],
      ['$esc.url($word) $esc.uriEncode($word)', 'Green+Tea Green%20Tea'],
      ['$esc.xml("<a b=\'c\'>") $esc.html("é<")', '&lt;a b=&apos;c&apos;&gt; &eacute;&lt;'],
      ['$esc.quote$esc.dollar$esc.hash${esc.q}', '"$#"'],
      ['$esc.javascript("it\'s") $esc.sql("it\'s") $esc.propertyKey("a b")', "it\\'s it''s a\\ b"],
      ['$math.add(1, 2, 3) $math.div(7, 2) $math.pow(2, 8) $math.roundTo(2, 2.345)', '6 3.5 256 2.35'],
      ['$math.getTotal($sums) $math.max(1, 5) $math.round(2.5) $math.toInteger("12")', '7 5 2 12'],
      ["$number.format('#,##0.00', 1234.5) $number.format('0.0', 0.25)", '1,234.50 0.2'],
      ["$date.format('yyyy-MM-dd HH:mm', 1700000000000)", '2023-11-14 22:13'],
      ['$encoding.base64("u:p")', 'dTpw'],
      ['${successTemplateUtils.firstFromArray("[7, 8]", "0")}', '7'],
      ['${successTemplateUtils.firstFromArray("[]", "$esc.quote$esc.quote")}', '""'],
      ['$esc.nope("x")', '$esc.nope("x")'],
    ])('%s renders as %s', (template, text) => {
      expect(render(template)).toBe(text);
    });

    it('uses the given time for $date', () => {
      const now = (): Date => new Date('2026-02-03T04:05:06Z');
      expect(new VelocityTemplate("$date.get('yyyy-MM-dd') $date.year").render(CONTEXT, { now })).toBe(
        '2026-02-03 2026',
      );
    });
  });
});
