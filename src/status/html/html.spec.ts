import { Html, html } from './html.js';

describe('writing markup', () => {
  it('escapes whatever is put into it', () => {
    expect(html`<a href="${'"><script>'}">${"<&'"}</a>`.text).toBe(
      '<a href="&quot;&gt;&lt;script&gt;">&lt;&amp;&#39;</a>',
    );
  });

  it('leaves markup as it is, in lists too', () => {
    const items = ['a', '<'].map((item) => html`<li>${item}</li>`);

    expect(
      html`<ul>
        ${items}${new Html('<hr>')}${3}
      </ul>`.text.replace(/\s/g, ''),
    ).toBe('<ul><li>a</li><li>&lt;</li><hr>3</ul>');
  });
});
