import type { Because, Rechallenge, ResistanceMechanism, Strategy } from '../domain/conclusion.ts';
import type { DrugId } from '../domain/therapy.ts';
import type { Answer } from '../engine/answer.ts';
import { card } from './card.ts';
import type { CardRequest } from './cardRequest.ts';
import type { Card } from './cdsHooks.ts';
import { convergenceSection } from './convergenceSection.ts';
import { decisionSection, testFirstSection } from './decisionSection.ts';
import {
  basisSection,
  dataUsedSection,
  findings,
  heterogeneitySection,
  missingSection,
  optionsSection,
  reasons,
  rechallengeSection,
} from './detail.ts';
import { watchSection } from './emerging.ts';
import { type Found, mechanismsShown, withoutReferrals } from './found.ts';
import type { Headline, Resistance } from './headline.ts';
import { lines } from './markdown.ts';

/** How the tumour differs, where no mechanism stands against the latest line. */
export function courseCard(
  headline: Headline,
  options: readonly Strategy[],
  found: Found,
  answer: Answer,
  request: CardRequest,
): Card {
  const { heterogeneity, gaps } = found;
  const becauses = [...heterogeneity, ...options].map(({ because }) => because);
  return card(
    headline,
    {
      blocks: [
        heterogeneitySection(heterogeneity),
        optionsSection(options, [], request.knowledge),
        testFirstSection(found),
        missingSection(gaps),
        dataUsedSection(answer, request.knowledge),
        basisSection(becauses, answer, request),
      ],
      suggestions: [],
      overrideReasons: false,
    },
    request,
  );
}

/** What stands against the latest line, and after progression the options. */
export function resistanceCard(
  headline: Headline,
  { line, against }: Resistance,
  found: Found,
  answer: Answer,
  request: CardRequest,
): Card {
  const { knowledge } = request;
  const shown = mechanismsShown(found, against);
  const progressed = line.progressedOn !== null;
  const options = progressed ? found.strategies : [];
  const becauses = [
    ...against.map((m) => becauseAgainst(m, line.drugs)),
    ...options.map((o) => o.because),
  ];
  return card(
    headline,
    {
      blocks: [
        progressed ? [] : [watchSection(against)],
        lines(reasons(against, line.drugs, knowledge)),
        findings(shown, answer, knowledge),
        heterogeneitySection(found.heterogeneity),
        convergenceSection(
          shown.length > 1 ? found.convergence : undefined,
          shown,
          options,
          knowledge,
        ),
        optionsSection(options, shown, knowledge),
        decisionSection(
          progressed && shown.length > 1 ? found.decision : undefined,
          found.strategies,
        ),
        testFirstSection(progressed ? found : withoutReferrals(found)),
        missingSection(found.gaps),
        dataUsedSection(answer, knowledge),
        basisSection(becauses, answer, request),
      ],
      suggestions: [],
      overrideReasons: false,
    },
    request,
  );
}

/** What it rests on that it stands against these drugs: sources on its other drugs are left out. */
function becauseAgainst(
  { against, because }: ResistanceMechanism,
  drugs: readonly DrugId[],
): Because {
  const atIssue = against.filter((r) => drugs.includes(r.drug));
  return {
    rules: atIssue.map((r) => r.rule),
    evidence: atIssue.flatMap((r) => r.evidence),
    resources: because.resources,
  };
}

/** The criteria of a re-challenge that are met. */
export function rechallengeCard(
  headline: Headline,
  again: Rechallenge,
  answer: Answer,
  request: CardRequest,
): Card {
  return card(
    headline,
    {
      blocks: [
        rechallengeSection(again, request.knowledge),
        dataUsedSection(answer, request.knowledge),
        basisSection([again.because], answer, request),
      ],
      suggestions: [],
      overrideReasons: false,
    },
    request,
  );
}
