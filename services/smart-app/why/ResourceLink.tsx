import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { ResourceRef } from '../../../src/domain/resourceRef.ts';
import type { Judgement } from '../record/judge.ts';

/** A resource by its reference; opens what the EHR sent of it. */
export function ResourceLink({
  resource,
  judgement,
}: {
  readonly resource: ResourceRef;
  readonly judgement: Pick<Judgement, 'resources' | 'answer'>;
}): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const [shown, setShown] = useState(false);
  const [type, id] = resource.split('/');
  const sent = judgement.resources.find((r) => r.resourceType === type && r.id === id);
  if (sent === undefined) return <code>{resource}</code>;
  const became = judgement.answer.outcomes.find((outcome) => outcome.resource === resource);
  return (
    <>
      <button
        type="button"
        class="link"
        onClick={() => {
          setShown(true);
          dialog.current?.showModal();
        }}
      >
        {resource}
      </button>
      <dialog
        ref={dialog}
        aria-label={resource}
        onClose={() => {
          setShown(false);
        }}
      >
        {shown && (
          <>
            <form method="dialog">
              <h3>{resource}</h3>
              <button type="submit">Close</button>
            </form>
            {became !== undefined && (
              <p>
                Read as {became.became}
                {became.detail === null ? '' : `: ${became.detail}`}.
              </p>
            )}
            <pre tabindex={0} role="region" aria-label="The resource as the EHR sent it">
              {JSON.stringify(sent, null, 2)}
            </pre>
          </>
        )}
      </dialog>
    </>
  );
}
