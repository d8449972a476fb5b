import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';
import { type Draft, nameOfDraft } from '../messages/draft.ts';
import type { OrderableDrug, SuggestedOrder } from '../settings.ts';

interface OrderPadProps {
  readonly drafts: readonly Draft[];
  readonly drugs: readonly OrderableDrug[];
  /** Orders that the story proposes to try. */
  readonly suggested: readonly SuggestedOrder[];
  /** Puts the drugs on the pad; the last of them is the one selected. */
  readonly onAdd: (drugs: readonly OrderableDrug[]) => void;
  readonly onRemove: (reference: string) => void;
  readonly onSign: () => void;
  readonly canSign: boolean;
}

/** Where orders are drafted before they are signed. */
export function OrderPad(props: OrderPadProps): ComponentChildren {
  const { drafts, drugs, suggested, onAdd, onRemove, onSign, canSign } = props;
  const id = useId();
  const [typed, setTyped] = useState('');
  const add = (event: Event): void => {
    event.preventDefault();
    const name = typed.trim();
    if (name === '') return;
    const known = drugs.find(({ text }) => text.toLowerCase() === name.toLowerCase());
    onAdd([known ?? { text: name }]);
    setTyped('');
  };
  return (
    <div class="pad">
      {suggested.length > 0 && (
        <div class="try">
          <h3>Worth trying on this day</h3>
          <ul>
            {suggested.map((order) => (
              <li key={order.text}>
                <button
                  type="button"
                  onClick={() => {
                    onAdd([...(order.with ?? []), order]);
                  }}
                >
                  {[order, ...(order.with ?? [])].map(({ text }) => text).join(' with ')}
                </button>{' '}
                <span class="hint">{order.note}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
      <form onSubmit={add}>
        <label for={id}>Drug</label>
        <div class="row">
          <input
            id={id}
            list={`${id}-drugs`}
            value={typed}
            autocomplete="off"
            onInput={(event) => {
              setTyped(event.currentTarget.value);
            }}
          />
          <datalist id={`${id}-drugs`}>
            {drugs.map(({ text }) => (
              <option key={text} value={text} />
            ))}
          </datalist>
          <button>Add to the pad</button>
        </div>
      </form>
      <h3>Draft orders</h3>
      {drafts.length === 0 ? (
        <p class="hint">The pad is empty.</p>
      ) : (
        <ul class="drafts">
          {drafts.map((draft) => (
            <li key={draft.reference}>
              <strong>{nameOfDraft(draft)}</strong>{' '}
              <span class="hint">
                {draft.reference}
                {draft.from === 'suggestion' ? ', from a suggestion' : ''}
              </span>
              <button
                type="button"
                aria-label={`Remove ${nameOfDraft(draft)}`}
                onClick={() => {
                  onRemove(draft.reference);
                }}
              >
                Remove
              </button>
            </li>
          ))}
        </ul>
      )}
      {canSign && (
        <button type="button" class="main" disabled={drafts.length === 0} onClick={onSign}>
          Sign the drafts
        </button>
      )}
    </div>
  );
}
