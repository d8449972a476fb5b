/**
 * What CDS Hooks 2.0 demands of each message, what the Inferno CRD test kit enforces beyond it, and
 * what else clients need. Written without the schema of our own service, so that a fault there shows.
 * Each function returns the violations, none when the message conforms.
 */
export interface Violation {
  /** JSON path, `$` for the message itself. */
  readonly at: string;
  readonly what: string;
  /** Whose rule it is; `advice` is ours, from what real clients do. */
  readonly rule: 'CDS Hooks 2.0' | 'CRD test kit' | 'advice';
}

type Json = Readonly<Record<string, unknown>>;

/** CDS Hooks 2.0, "Discovery"; `discovery_services_validation_test.rb` asks for the same. */
export function discoveryViolations(body: unknown): readonly Violation[] {
  const services = field(body, 'services');
  if (!Array.isArray(services)) return [violation('$.services', 'must be an array')];
  const ids = services.map((service) => field(service, 'id'));
  return [
    ...services.flatMap((service, index) =>
      ['hook', 'description', 'id'].flatMap((name) =>
        unless(
          isText(field(service, name)),
          `$.services[${String(index)}].${name}`,
          'must be a text',
        ),
      ),
    ),
    ...unless(new Set(ids).size === ids.length, '$.services', 'must not repeat an id', 'advice'),
    ...services.flatMap((service, index) =>
      prefetchAdvice(field(service, 'prefetch'), `$.services[${String(index)}].prefetch`),
    ),
    ...blanks(body, '$'),
  ];
}

/** Only what clients really resolve: one token, known places, each parameter once. */
function prefetchAdvice(prefetch: unknown, at: string): readonly Violation[] {
  const token = String.raw`\{\{context\.patientId\}\}`;
  const allowed = new RegExp(
    `^[A-Z]\\w+(?:/${token}|\\?patient=${token}(?:&[\\w-]+=[\\w.-]+(?:,[\\w.-]+)*)*)$`,
  );
  return Object.entries((prefetch ?? {}) as Json).flatMap(([key, template]) => {
    if (typeof template !== 'string' || !allowed.test(template)) {
      return [violation(`${at}.${key}`, 'asks for more than most clients resolve', 'advice')];
    }
    const names = [...template.matchAll(/[?&]([\w-]+)=/g)].map(([, name]) => name);
    return unless(
      new Set(names).size === names.length,
      `${at}.${key}`,
      'repeats a parameter, which some clients merge',
      'advice',
    );
  });
}

/** CDS Hooks 2.0, "HTTP Request", and `hook_request_field_validation.rb`. */
export function requestViolations(body: unknown): readonly Violation[] {
  const context = field(body, 'context');
  const hook = field(body, 'hook');
  const authorization = field(body, 'fhirAuthorization');
  const drafts = list(field(field(context, 'draftOrders'), 'entry'));
  const known = draftReferences(body);
  const isOrderHook = hook === 'order-select' || hook === 'order-sign';
  return [
    ...unless(isText(hook), '$.hook', 'must be a text'),
    ...unless(UUID.test(text(field(body, 'hookInstance'))), '$.hookInstance', 'must be a UUID'),
    ...unless(typeof context === 'object' && context !== null, '$.context', 'must be an object'),
    ...unless(
      authorization === undefined || isText(field(body, 'fhirServer')),
      '$.fhirServer',
      'must be there when fhirAuthorization is',
    ),
    ...unless(isText(field(context, 'userId')), '$.context.userId', 'must be a text'),
    ...unless(
      /^(?:Practitioner|PractitionerRole|Patient|RelatedPerson)\/[A-Za-z0-9.-]{1,64}$/.test(
        text(field(context, 'userId')),
      ),
      '$.context.userId',
      'must be Type/id of a user',
    ),
    ...unless(
      /^[A-Za-z0-9.-]{1,64}$/.test(text(field(context, 'patientId'))),
      '$.context.patientId',
      'must be an id without its type',
    ),
    ...(isOrderHook
      ? [
          ...unless(
            field(field(context, 'draftOrders'), 'resourceType') === 'Bundle',
            '$.context.draftOrders',
            'must be a Bundle',
          ),
          ...unless(drafts.length > 0, '$.context.draftOrders', 'must hold an order'),
          ...unless(
            drafts.every((entry) => isText(field(field(entry, 'resource'), 'id'))),
            '$.context.draftOrders',
            'must hold orders with ids',
            'CRD test kit',
          ),
        ]
      : []),
    ...(hook === 'order-select'
      ? [
          ...unless(
            list(field(context, 'selections')).length > 0,
            '$.context.selections',
            'must name what was selected',
          ),
          ...list(field(context, 'selections')).flatMap((selected, index) =>
            unless(
              known.has(text(selected)),
              `$.context.selections[${String(index)}]`,
              'must be one of the draft orders',
            ),
          ),
        ]
      : []),
  ];
}

/** CDS Hooks 2.0, "CDS Service Response"; `cards_validation.rb` of the kit. */
export function responseViolations(body: unknown, request: unknown): readonly Violation[] {
  const cards = field(body, 'cards');
  if (!Array.isArray(cards)) return [violation('$.cards', 'must be an array')];
  const drafts = draftReferences(request);
  const uuids = [
    ...cards.map((card) => field(card, 'uuid')),
    ...cards.flatMap((card) =>
      list(field(card, 'suggestions')).map((suggestion) => field(suggestion, 'uuid')),
    ),
  ].filter((uuid) => uuid !== undefined);
  return [
    ...cards.flatMap((card, index) => cardViolations(card, `$.cards[${String(index)}]`, drafts)),
    ...(cards.length === 0 ? [] : blanks(body, '$')),
    ...unless(new Set(uuids).size === uuids.length, '$.cards', 'must not repeat a uuid'),
  ];
}

/** CDS Hooks 2.0, "Feedback". */
export function feedbackViolations(body: unknown): readonly Violation[] {
  const entries = list(field(body, 'feedback'));
  return [
    ...unless(entries.length > 0, '$.feedback', 'must be an array with an entry'),
    ...entries.flatMap((entry, index) => {
      const at = `$.feedback[${String(index)}]`;
      const outcome = field(entry, 'outcome');
      const reason = field(entry, 'overrideReason');
      return [
        ...unless(isText(field(entry, 'card')), `${at}.card`, 'must be the uuid of the card'),
        ...unless(
          outcome === 'accepted' || outcome === 'overridden',
          `${at}.outcome`,
          'must be accepted or overridden',
        ),
        ...unless(
          outcome !== 'accepted' ||
            list(field(entry, 'acceptedSuggestions')).some((one) => isText(field(one, 'id'))),
          `${at}.acceptedSuggestions`,
          'must name what was accepted',
        ),
        ...unless(
          reason === undefined ||
            isText(field(field(reason, 'reason'), 'code')) ||
            isText(field(reason, 'userComment')),
          `${at}.overrideReason`,
          'must have a reason or a comment',
        ),
        ...unless(
          /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/.test(
            text(field(entry, 'outcomeTimestamp')),
          ),
          `${at}.outcomeTimestamp`,
          'must be a date and time with zone',
        ),
      ];
    }),
  ];
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function cardViolations(
  card: unknown,
  at: string,
  drafts: ReadonlySet<string>,
): readonly Violation[] {
  const summary = field(card, 'summary');
  const source = field(card, 'source');
  const suggestions = list(field(card, 'suggestions'));
  const links = list(field(card, 'links'));
  const recommended = suggestions.filter((one) => field(one, 'isRecommended') === true);
  const behaviour = field(card, 'selectionBehavior');
  return [
    ...unless(
      isText(summary) && summary.length < 140,
      `${at}.summary`,
      'must be a text below 140 characters',
    ),
    ...unless(
      ['info', 'warning', 'critical'].includes(text(field(card, 'indicator'))),
      `${at}.indicator`,
      'must be info, warning or critical',
    ),
    ...unless(isText(field(source, 'label')), `${at}.source.label`, 'must be a text'),
    ...unless(isOptionalUrl(field(source, 'url')), `${at}.source.url`, 'must be absolute'),
    ...unless(isOptionalUrl(field(source, 'icon')), `${at}.source.icon`, 'must be absolute'),
    ...unless(
      field(source, 'topic') === undefined ||
        ['code', 'system'].every((name) => isText(field(field(source, 'topic'), name))),
      `${at}.source.topic`,
      'must have code and system',
    ),
    ...unless(
      !/<[a-z!/]/i.test(text(field(card, 'detail'))),
      `${at}.detail`,
      'holds HTML, which some clients show unsanitised',
      'advice',
    ),
    ...unless(
      suggestions.length === 0 || ['at-most-one', 'any'].includes(text(behaviour)),
      `${at}.selectionBehavior`,
      'must be at-most-one or any',
    ),
    ...unless(
      behaviour !== 'at-most-one' || recommended.length <= 1,
      `${at}.suggestions`,
      'must not recommend several where one may be chosen',
    ),
    ...list(field(card, 'overrideReasons')).flatMap((reason, index) =>
      unless(
        ['code', 'system', 'display'].every((name) => isText(field(reason, name))),
        `${at}.overrideReasons[${String(index)}]`,
        'must have code, system and display',
      ),
    ),
    ...links.flatMap((link, index) => linkViolations(link, `${at}.links[${String(index)}]`)),
    ...suggestions.flatMap((suggestion, index) =>
      suggestionViolations(suggestion, `${at}.suggestions[${String(index)}]`, drafts),
    ),
  ];
}

function linkViolations(link: unknown, at: string): readonly Violation[] {
  const type = field(link, 'type');
  return [
    ...unless(isText(field(link, 'label')), `${at}.label`, 'must be a text'),
    ...unless(isUrl(field(link, 'url')), `${at}.url`, 'must be absolute'),
    ...unless(type === 'absolute' || type === 'smart', `${at}.type`, 'must be absolute or smart'),
    ...unless(
      type === 'smart' || field(link, 'appContext') === undefined,
      `${at}.appContext`,
      'must not be on a link that is not smart',
    ),
  ];
}

function suggestionViolations(
  suggestion: unknown,
  at: string,
  drafts: ReadonlySet<string>,
): readonly Violation[] {
  const actions = field(suggestion, 'actions');
  const created = list(actions)
    .filter((action) => field(action, 'type') === 'create')
    .map((action) => field(field(action, 'resource'), 'resourceType'));
  return [
    ...unless(isText(field(suggestion, 'label')), `${at}.label`, 'must be a text'),
    ...unless(
      isText(field(suggestion, 'uuid')),
      `${at}.uuid`,
      'must be there, or its acceptance cannot be told',
      'CRD test kit',
    ),
    ...unless(
      actions === undefined || list(actions).length > 0,
      `${at}.actions`,
      'must not be empty',
    ),
    ...list(actions).flatMap((action, index) =>
      actionViolations(action, `${at}.actions[${String(index)}]`, drafts, created),
    ),
  ];
}

function actionViolations(
  action: unknown,
  at: string,
  drafts: ReadonlySet<string>,
  created: readonly unknown[],
): readonly Violation[] {
  const resource = field(action, 'resource');
  const type = text(field(resource, 'resourceType'));
  const description = unless(
    isText(field(action, 'description')),
    `${at}.description`,
    'must be a text',
  );
  switch (field(action, 'type')) {
    case 'create':
      return [
        ...description,
        ...unless(type !== '', `${at}.resource`, 'must be a resource'),
        ...unless(
          field(action, 'resourceId') === undefined,
          `${at}.resourceId`,
          'must not be on a create',
        ),
      ];
    case 'update':
      return [
        ...description,
        ...unless(
          drafts.has(`${type}/${text(field(resource, 'id'))}`),
          `${at}.resource`,
          'must be one of the draft orders',
          'CRD test kit',
        ),
      ];
    case 'delete': {
      const reference = text(field(action, 'resourceId'));
      return [
        ...description,
        ...unless(resource === undefined, `${at}.resource`, 'must not be on a delete'),
        ...unless(
          drafts.has(reference),
          `${at}.resourceId`,
          'must be one of the draft orders',
          'CRD test kit',
        ),
        ...unless(
          created.includes(reference.split('/')[0]),
          `${at}.resourceId`,
          'must have something put in its place by the same suggestion',
          'CRD test kit',
        ),
      ];
    }
    default:
      return [violation(`${at}.type`, 'must be create, update or delete')];
  }
}

function draftReferences(request: unknown): ReadonlySet<string> {
  const bundle = field(field(request, 'context'), 'draftOrders');
  return new Set(
    list(field(bundle, 'entry')).map((entry) => {
      const resource = field(entry, 'resource');
      return `${text(field(resource, 'resourceType'))}/${text(field(resource, 'id'))}`;
    }),
  );
}

/** "JSON Elements": never null or empty, at any depth. */
function blanks(value: unknown, at: string): readonly Violation[] {
  if (value === null || value === '') return [violation(at, 'must not be blank')];
  if (typeof value !== 'object') return [];
  const members = Object.entries(value);
  if (members.length === 0) return [violation(at, 'must not be empty')];
  const step = (name: string): string => (Array.isArray(value) ? `[${name}]` : `.${name}`);
  return members.flatMap(([name, member]) => blanks(member, `${at}${step(name)}`));
}

function unless(
  holds: boolean,
  at: string,
  what: string,
  rule: Violation['rule'] = 'CDS Hooks 2.0',
): readonly Violation[] {
  return holds ? [] : [violation(at, what, rule)];
}

function violation(at: string, what: string, rule: Violation['rule'] = 'CDS Hooks 2.0'): Violation {
  return { at, what, rule };
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Json)[name] : undefined;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

function isUrl(value: unknown): boolean {
  return typeof value === 'string' && /^https?:\/\//.test(value) && URL.canParse(value);
}

function isOptionalUrl(value: unknown): boolean {
  return value === undefined || isUrl(value);
}
