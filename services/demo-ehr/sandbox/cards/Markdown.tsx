import MarkdownIt, { type Token } from 'markdown-it';
import { type ComponentChildren, h } from 'preact';

/** GitHub-flavoured: tables and strikethrough are on by default, raw HTML stays text. */
const parser = new MarkdownIt({ html: false, linkify: false });

/**
 * A card's detail as elements. Nothing passes through HTML on the way, so nothing that a service
 * sends can become a script.
 */
export function Markdown({ source }: { readonly source: string }): ComponentChildren {
  return <div class="markdown">{elements(parser.parse(source, {}))}</div>;
}

const ALLOWED = new Set([
  ...['p', 'ul', 'ol', 'li', 'strong', 'em', 's', 'blockquote', 'br', 'hr', 'code', 'pre'],
  ...['table', 'thead', 'tbody', 'tr', 'th', 'td', 'a'],
]);
/** The page has headings of its own; those of a card come below them. */
const HEADINGS: Readonly<Record<string, string>> = {
  h1: 'h5',
  h2: 'h5',
  h3: 'h6',
  h4: 'h6',
  h5: 'h6',
  h6: 'h6',
};

function elements(tokens: readonly Token[]): ComponentChildren[] {
  interface Open {
    readonly token: Token | null;
    readonly children: ComponentChildren[];
  }
  const stack: Open[] = [{ token: null, children: [] }];
  const into = (child: ComponentChildren): void => {
    stack.at(-1)?.children.push(child);
  };
  for (const token of tokens) {
    if (token.nesting === 1) stack.push({ token, children: [] });
    else if (token.nesting === -1) {
      const open = stack.pop();
      if (open?.token) into(element(open.token, open.children));
    } else into(leaf(token));
  }
  return stack[0]?.children ?? [];
}

function leaf(token: Token): ComponentChildren {
  switch (token.type) {
    case 'inline':
      return elements(token.children ?? []);
    case 'code_inline':
      return <code>{token.content}</code>;
    case 'fence':
    case 'code_block':
      return (
        <pre>
          <code>{token.content}</code>
        </pre>
      );
    case 'softbreak':
      return ' ';
    case 'hardbreak':
      return <br />;
    case 'hr':
      return <hr />;
    case 'image':
      return token.content;
    default:
      return token.content;
  }
}

function element(token: Token, children: ComponentChildren[]): ComponentChildren {
  // The paragraph of a tight list item.
  if (token.hidden) return children;
  const tag = HEADINGS[token.tag] ?? token.tag;
  if (tag === 'a') {
    const href = String(token.attrGet('href') ?? '');
    return /^https?:/.test(href) ? (
      <a href={href} target="_blank" rel="noopener noreferrer">
        {children}
      </a>
    ) : (
      children
    );
  }
  if (!ALLOWED.has(tag) && !(tag in { h5: 1, h6: 1 })) return children;
  if (tag === 'table') {
    return (
      <div class="scroll" tabIndex={0} role="group" aria-label="Table, scrolls sideways">
        <table>{children}</table>
      </div>
    );
  }
  return h(tag, null, children);
}
