import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';
import type { ShownCard, ShownLink, ShownSuggestion } from '../messages/services.ts';
import { Markdown } from './Markdown.tsx';

export interface CardActions {
  /** Applies the suggestion to the pad and tells the service; false when it can't be applied. */
  readonly accept: (card: ShownCard, suggestion: ShownSuggestion) => boolean;
  readonly override: (
    card: ShownCard,
    reason: { readonly code: string; readonly system?: string } | null,
    comment: string,
  ) => void;
  readonly launch: (link: ShownLink) => void;
}

interface CardListProps extends CardActions {
  readonly cards: readonly ShownCard[];
}

/** Cards as an EHR would show them: summary first, the rest on demand. */
export function CardList({ cards, ...actions }: CardListProps): ComponentChildren {
  return (
    <ul class="cards">
      {cards.map((card, index) => (
        <li key={card.uuid ?? index}>
          <CardView card={card} {...actions} />
        </li>
      ))}
    </ul>
  );
}

const INDICATORS: Readonly<Record<string, { readonly sign: string; readonly word: string }>> = {
  critical: { sign: '!', word: 'Critical' },
  warning: { sign: '▲', word: 'Warning' },
  info: { sign: 'i', word: 'Information' },
};

type Outcome =
  | { readonly kind: 'open' }
  | { readonly kind: 'accepted'; readonly suggestions: readonly ShownSuggestion[] }
  | { readonly kind: 'overridden' };

function CardView({
  card,
  accept,
  override,
  launch,
}: CardActions & { readonly card: ShownCard }): ComponentChildren {
  const heading = useId();
  const [outcome, setOutcome] = useState<Outcome>({ kind: 'open' });
  const [problem, setProblem] = useState<string | null>(null);
  const { summary = '', detail, indicator = 'info', source, suggestions = [], links = [] } = card;
  const { sign, word } = INDICATORS[indicator] ?? { sign: '?', word: indicator };
  const accepted = outcome.kind === 'accepted' ? outcome.suggestions : [];
  const isClosed =
    outcome.kind === 'overridden' ||
    (accepted.length > 0 && (card.selectionBehavior ?? 'at-most-one') === 'at-most-one');

  return (
    <article class={`card ${indicator}`} aria-labelledby={heading}>
      <header>
        <span class="indicator">
          <span aria-hidden="true">{sign}</span> {word}
        </span>
        <h4 id={heading}>{summary}</h4>
        <p class="source">
          {isWebAddress(source?.url) ? (
            <a href={source.url} target="_blank" rel="noopener noreferrer">
              {source.label ?? source.url}
            </a>
          ) : (
            source?.label
          )}
        </p>
      </header>
      {suggestions.length > 0 && (
        <div class="suggestions">
          {suggestions.length > 1 && (
            <p class="hint">
              {card.selectionBehavior === 'any' ? 'Choose any of these' : 'Choose one of these'}
            </p>
          )}
          <ul>
            {suggestions.map((suggestion) => (
              <li key={suggestion.uuid ?? suggestion.label}>
                <button
                  type="button"
                  class={suggestion.isRecommended === true ? 'main' : ''}
                  disabled={isClosed || accepted.includes(suggestion)}
                  onClick={() => {
                    if (accept(card, suggestion)) {
                      setProblem(null);
                      setOutcome({ kind: 'accepted', suggestions: [...accepted, suggestion] });
                    } else {
                      setProblem(
                        'This cannot be applied: it changes an order that is no longer on the pad.',
                      );
                    }
                  }}
                >
                  {accepted.includes(suggestion) ? '✓ ' : ''}
                  {suggestion.label}
                </button>
                {suggestion.isRecommended === true && <span class="hint"> recommended</span>}
              </li>
            ))}
          </ul>
          {problem !== null && <p role="alert">{problem}</p>}
        </div>
      )}
      {links.length > 0 && (
        <ul class="links">
          {links.map((link) => (
            <li key={`${link.url ?? ''}${link.label ?? ''}`}>
              {link.type === 'smart' ? (
                <button
                  type="button"
                  class="link"
                  onClick={() => {
                    launch(link);
                  }}
                >
                  {link.label} <span aria-hidden="true">↗</span>
                </button>
              ) : (
                isWebAddress(link.url) && (
                  <a href={link.url} target="_blank" rel="noopener noreferrer">
                    {link.label}
                  </a>
                )
              )}
            </li>
          ))}
        </ul>
      )}
      {detail !== undefined && (
        <details>
          <summary>Details</summary>
          <Markdown source={detail} />
        </details>
      )}
      {outcome.kind === 'overridden' ? (
        <p class="outcome">Overridden; the service has been told.</p>
      ) : (
        accepted.length === 0 && (
          <Override
            card={card}
            onOverride={(reason, comment) => {
              override(card, reason, comment);
              setOutcome({ kind: 'overridden' });
            }}
          />
        )
      )}
      {accepted.length > 0 && <p class="outcome">Accepted; the service has been told.</p>}
    </article>
  );
}

interface OverrideProps {
  readonly card: ShownCard;
  readonly onOverride: (
    reason: { readonly code: string; readonly system?: string } | null,
    comment: string,
  ) => void;
}

function Override({ card, onOverride }: OverrideProps): ComponentChildren {
  const id = useId();
  const reasons = card.overrideReasons ?? [];
  const [code, setCode] = useState('');
  const [comment, setComment] = useState('');
  return (
    <details class="override">
      <summary>Go on without it</summary>
      {reasons.length > 0 && (
        <p>
          <label for={`${id}-reason`}>Reason</label>
          <select
            id={`${id}-reason`}
            value={code}
            onChange={(event) => {
              setCode(event.currentTarget.value);
            }}
          >
            <option value="">No reason given</option>
            {reasons.map((reason) => (
              <option key={reason.code} value={reason.code}>
                {reason.display ?? reason.code}
              </option>
            ))}
          </select>
        </p>
      )}
      <p>
        <label for={`${id}-comment`}>Comment</label>
        <input
          id={`${id}-comment`}
          value={comment}
          onInput={(event) => {
            setComment(event.currentTarget.value);
          }}
        />
      </p>
      <button
        type="button"
        onClick={() => {
          onOverride(reasons.find((reason) => reason.code === code) ?? null, comment);
        }}
      >
        Override this card
      </button>
    </details>
  );
}

/** A link of a card may come from any service: only the web's own schemes are followed. */
function isWebAddress(url: string | undefined): url is string {
  return url !== undefined && /^https?:\/\//.test(url);
}
