import { html, page } from '../page.ts';

export interface PatientChoice {
  readonly id: string;
  readonly name: string;
  /** Sex and date of birth, as far as they are known. */
  readonly about: string;
}

interface ApprovalPage {
  readonly clientName: string;
  readonly scopes: readonly string[];
  /** Names the pending request. */
  readonly request: string;
  readonly patients: readonly PatientChoice[];
  /** How many there are beyond those shown. */
  readonly more: number;
  /** What the user typed to find a patient. */
  readonly find: string;
}

/** Standalone launch: whom the app is to see, and whether it may. Works without script. */
export function approvalPage(content: ApprovalPage): string {
  const { clientName, scopes, request, patients, more, find } = content;
  return page({
    title: 'Choose a patient',
    body: `<h1>Choose a patient</h1>
<p><strong>${html(clientName)}</strong> asks to see the record of one patient of the demo hospital. You are the demo oncologist; nobody else logs in here.</p>
<form method="get" action="approve" role="search">
<input type="hidden" name="request" value="${html(request)}">
<label for="find">Name or id contains</label>
<div class="row"><input id="find" name="find" value="${html(find)}" autocomplete="off"><button>Find</button></div>
</form>
<form method="post" action="approve">
<input type="hidden" name="request" value="${html(request)}">
<fieldset>
<legend>Patient</legend>
${patients.length === 0 ? '<p>No patient matches.</p>' : ''}
${patients.map(choice).join('\n')}
${more > 0 ? `<p>${String(more)} more: type a part of the name above.</p>` : ''}
</fieldset>
<h2>What the app may do</h2>
<ul>
${scopes.map((scope) => `<li>${html(meaningOf(scope))} <code>${html(scope)}</code></li>`).join('\n')}
</ul>
<div class="row">
<button name="decision" value="allow"${patients.length === 0 ? ' disabled' : ''} class="main">Allow</button>
<button name="decision" value="refuse" formnovalidate>Refuse</button>
</div>
</form>`,
  });
}

function choice({ id, name, about }: PatientChoice, index: number): string {
  return `<div class="choice"><input type="radio" name="patient" required id="patient-${String(index)}" value="${html(id)}"${index === 0 ? ' checked' : ''}>
<label for="patient-${String(index)}">${html(name)} <span class="soft">${html(about)}</span></label></div>`;
}

function meaningOf(scope: string): string {
  switch (scope) {
    case 'launch/patient':
      return 'Know which patient you choose';
    case 'openid':
    case 'fhirUser':
      return 'Know who you are';
    case 'offline_access':
      return 'Stay connected for a day';
    default: {
      const type = /^patient\/([^.]+)\./.exec(scope)?.[1];
      return type === '*'
        ? 'Read the whole record of the patient'
        : `Read ${type ?? scope} of the patient`;
    }
  }
}

/** For errors that must not go back to an app that is not known. */
export function refusalPage(why: string, whatToDo: string): string {
  return page({
    title: 'The app cannot be opened',
    body: `<h1>The app cannot be opened</h1>
<p>${html(why)}</p>
<p>${html(whatToDo)}</p>`,
  });
}
