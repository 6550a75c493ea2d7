import { Html, html } from './html.js';

describe('html', () => {
  it('escapes inserted text', () => {
    expect(html`<a href="${'"><script>'}">${"<&'"}</a>`.text).toBe(
      '<a href="&quot;&gt;&lt;script&gt;">&lt;&amp;&#39;</a>',
    );
  });

  it('inserts markup unescaped, even in lists', () => {
    const items = ['a', '<'].map((item) => html`<li>${item}</li>`);

    expect(
      html`<ul>
        ${items}${new Html('<hr>')}${3}
      </ul>`.text.replace(/\s/g, ''),
    ).toBe('<ul><li>a</li><li>&lt;</li><hr>3</ul>');
  });
});
