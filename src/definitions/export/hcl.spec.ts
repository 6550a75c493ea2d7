import { hclJson, hclMap, hclText } from './hcl.js';

describe('HCL', () => {
  it("escapes the platform's templates", () => {
    expect(hclText('a "${b}" %{c} $!{d} $e {f} 50%')).toBe('"a \\"$${b}\\" %%{c} $!{d} $e {f} 50%"');
    expect(hclText('$${a} one\ntwo \\')).toBe('"$$${a} one\\ntwo \\\\"');
  });

  it('writes a map with one entry per line', () => {
    expect(hclMap({ a: '1', bcd: '${x}' }, 1)).toBe('{\n    "a"   = "1"\n    "bcd" = "$${x}"\n  }');
    expect(hclMap({}, 1)).toBe('{}');
  });

  it('writes JSON as a Terraform expression', () => {
    expect(hclJson({ 'a": ': ['${x}', { b: 1 }], c: {} }, 1)).toBe(
      '{\n    "a\\": " : [\n      "$${x}",\n      {\n        "b" : 1\n      }\n    ],\n    "c" : {}\n  }',
    );
  });
});
