/**
 * What the Inferno CRD test kit enforces of any CDS Hooks service, and the rules of CDS Hooks 2.0
 * that it lists without testing them. Written without our own schema, so that a fault there shows.
 * Each function returns the violations, none when the answer conforms.
 */

type Json = Readonly<Record<string, unknown>>;

/** `discovery_services_validation_test.rb`. */
export function discoveryViolations(body: unknown): readonly string[] {
  const services = field(body, 'services');
  if (!Array.isArray(services)) return ['services is not an array'];
  const ids = services.map((service) => field(service, 'id'));
  return [
    ...(new Set(ids).size === ids.length ? [] : ['service ids repeat']),
    ...services.flatMap((service, index) =>
      ['hook', 'description', 'id'].flatMap((name) =>
        isText(field(service, name)) ? [] : [`services[${String(index)}].${name} is no text`],
      ),
    ),
    ...services.flatMap((service) => prefetchViolations(field(service, 'prefetch'))),
    ...blanks(body, '$'),
  ];
}

/** Only what clients resolve: one token, known places, each parameter once. */
function prefetchViolations(prefetch: unknown): readonly string[] {
  const token = String.raw`\{\{context\.patientId\}\}`;
  const allowed = new RegExp(
    `^[A-Z]\\w+(?:/${token}|\\?patient=${token}(?:&[\\w-]+=[\\w.-]+(?:,[\\w.-]+)*)*)$`,
  );
  return Object.entries(prefetch as Json).flatMap(([key, template]) => {
    if (typeof template !== 'string' || !allowed.test(template)) {
      return [`prefetch.${key} is beyond what clients resolve`];
    }
    const names = [...template.matchAll(/[?&]([\w-]+)=/g)].map(([, name]) => name);
    return new Set(names).size === names.length ? [] : [`prefetch.${key} repeats a parameter`];
  });
}

/** `service_response_validation_test.rb` and `cards_validation.rb`. */
export function responseViolations(body: unknown, request: unknown): readonly string[] {
  const cards = field(body, 'cards');
  if (!Array.isArray(cards)) return ['cards is not an array'];
  const drafts = draftReferences(request);
  return [
    ...cards.flatMap((card, index) => cardViolations(card, `cards[${String(index)}]`, drafts)),
    ...(cards.length === 0 ? [] : blanks(body, '$')),
    ...repeats([...cards.map((card) => field(card, 'uuid')), ...suggestionIds(cards)], 'uuid'),
  ];
}

function cardViolations(card: unknown, at: string, drafts: ReadonlySet<string>): readonly string[] {
  const summary = field(card, 'summary');
  const suggestions = list(field(card, 'suggestions'));
  const links = list(field(card, 'links'));
  const recommended = suggestions.filter((one) => field(one, 'isRecommended') === true);
  const behaviour = field(card, 'selectionBehavior');
  const detail = field(card, 'detail');
  return [
    ...broken(isText(summary) && summary.length < 140, `${at}.summary`),
    ...broken(['info', 'warning', 'critical'].includes(text(field(card, 'indicator'))), at),
    ...broken(isText(field(field(card, 'source'), 'label')), `${at}.source.label`),
    ...broken(isOptionalUrl(field(field(card, 'source'), 'url')), `${at}.source.url`),
    ...broken(isOptionalCoding(field(field(card, 'source'), 'topic')), `${at}.source.topic`),
    ...broken(detail === undefined || !/<[a-z!/]/i.test(text(detail)), `${at}.detail has HTML`),
    ...broken(
      suggestions.length === 0 || ['at-most-one', 'any'].includes(text(behaviour)),
      `${at}.selectionBehavior`,
    ),
    ...broken(behaviour !== 'at-most-one' || recommended.length <= 1, `${at} recommends several`),
    ...list(field(card, 'overrideReasons')).flatMap((reason, index) =>
      broken(isCoding(reason), `${at}.overrideReasons[${String(index)}]`),
    ),
    ...links.flatMap((link, index) => linkViolations(link, `${at}.links[${String(index)}]`)),
    ...broken(
      new Set(links.map((link) => field(link, 'type'))).size <= 1,
      `${at} mixes absolute and smart links`,
    ),
    ...suggestions.flatMap((suggestion, index) =>
      suggestionViolations(suggestion, `${at}.suggestions[${String(index)}]`, drafts),
    ),
  ];
}

function linkViolations(link: unknown, at: string): readonly string[] {
  const type = field(link, 'type');
  return [
    ...broken(isText(field(link, 'label')), `${at}.label`),
    ...broken(isUrl(field(link, 'url')), `${at}.url`),
    ...broken(type === 'absolute' || type === 'smart', `${at}.type`),
    ...broken(type === 'smart' || field(link, 'appContext') === undefined, `${at}.appContext`),
  ];
}

function suggestionViolations(
  suggestion: unknown,
  at: string,
  drafts: ReadonlySet<string>,
): readonly string[] {
  const actions = field(suggestion, 'actions');
  const created = list(actions)
    .filter((action) => field(action, 'type') === 'create')
    .map((action) => field(field(action, 'resource'), 'resourceType'));
  return [
    ...broken(isText(field(suggestion, 'label')), `${at}.label`),
    ...broken(isText(field(suggestion, 'uuid')), `${at}.uuid`),
    ...broken(actions === undefined || list(actions).length > 0, `${at}.actions`),
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
): readonly string[] {
  const resource = field(action, 'resource');
  const description = broken(isText(field(action, 'description')), `${at}.description`);
  switch (field(action, 'type')) {
    case 'create':
      return [
        ...description,
        ...broken(isText(field(resource, 'resourceType')), `${at}.resource`),
        ...broken(field(action, 'resourceId') === undefined, `${at}.resourceId on a create`),
      ];
    case 'update':
      return [
        ...description,
        ...broken(
          drafts.has(`${text(field(resource, 'resourceType'))}/${text(field(resource, 'id'))}`),
          `${at} updates what was not submitted`,
        ),
      ];
    case 'delete': {
      const reference = text(field(action, 'resourceId'));
      return [
        ...description,
        ...broken(resource === undefined, `${at}.resource on a delete`),
        ...broken(drafts.has(reference), `${at} deletes what was not submitted`),
        ...broken(created.includes(reference.split('/')[0]), `${at} puts nothing in its place`),
      ];
    }
    default:
      return [`${at}.type`];
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

function suggestionIds(cards: readonly unknown[]): readonly unknown[] {
  return cards.flatMap((card) =>
    list(field(card, 'suggestions')).map((suggestion) => field(suggestion, 'uuid')),
  );
}

/** "JSON Elements": never null or empty, at any depth. */
function blanks(value: unknown, at: string): readonly string[] {
  if (value === null || value === '') return [`${at} is blank`];
  if (typeof value !== 'object') return [];
  const members = Object.entries(value);
  if (members.length === 0) return [`${at} is empty`];
  return members.flatMap(([name, member]) => blanks(member, `${at}.${name}`));
}

function repeats(values: readonly unknown[], name: string): readonly string[] {
  return broken(new Set(values).size === values.length, `${name} repeats`);
}

function broken(holds: boolean, violation: string): readonly string[] {
  return holds ? [] : [violation];
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

function isCoding(value: unknown): boolean {
  return ['code', 'system', 'display'].every((name) => isText(field(value, name)));
}

function isOptionalCoding(value: unknown): boolean {
  return value === undefined || isCoding(value);
}
