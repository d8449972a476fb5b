import { describe, expect, test } from '@jest/globals';
import type { Card } from '../../src/cards/cdsHooks.ts';
import type { StoryTimePoint, SuggestedOrder } from '../../services/demo-ehr/patientStory.ts';
import { readStories } from '../../services/demo-ehr/readStories.ts';
import { momentsOf } from '../../services/demo-ehr/storyAnswer.ts';
import { cardsAt } from '../builders/goldenAnswer.ts';

/**
 * What an expert would say of each demo patient, at each of the days and orders of the story, in a
 * form that a machine can hold the service to. The golden texts may change their wording; this may
 * not change without a physician.
 */
type Expected = 'silence' | readonly [Card['indicator'], RegExp];

const EXPERT: Readonly<Record<string, Readonly<Record<string, Expected>>>> = {
  'lung-t790m': {
    'day -346, chart': 'silence',
    'day -346, erlotinib': 'silence',
    'day -165, chart': 'silence',
    'day -90, chart': ['info', /T790M .*is emerging before progression/],
    'day -45, chart': ['info', /T790M .*is emerging before progression/],
    'day 0, chart': ['warning', /progression with EGFR T790M/],
    'day 0, gefitinib': ['critical', /expected to fail: EGFR T790M/],
    'day 0, osimertinib': 'silence',
  },
  'colorectal-convergence': {
    'day -468, chart': 'silence',
    'day -468, cetuximab': 'silence',
    'day -195, chart': 'silence',
    'day 0, chart': ['warning', /KRAS G12D, NRAS Q61K and MAP2K1 K57T/],
    'day 0, cetuximab': ['critical', /\*\*MEK\*\*/],
    'day 0, panitumumab': ['critical', /\*\*ERK\*\*/],
  },
  'melanoma-five-lesions': {
    'day -445, chart': 'silence',
    'day -445, vemurafenib': ['warning', /alone falls short/],
    'day -445, trametinib with dabrafenib': 'silence',
    'day 0, chart': ['warning', /\*\*ERK\*\*/],
    'day 0, vemurafenib': ['warning', /\*\*ERK\*\*/],
    'day 0, trametinib with dabrafenib': 'silence',
    'day 0, nivolumab with ipilimumab': 'silence',
  },
  'colorectal-mek-kras': {
    'day -532, chart': 'silence',
    'day -532, cetuximab': 'silence',
    'day -197, chart': ['warning', /KRAS Q61H .*and MAP2K1 K57T/],
    'day -197, cetuximab': ['critical', /KRAS Q61H .*and MAP2K1 K57T/],
    'day -197, trametinib with panitumumab': 'silence',
    'day -85, chart': ['info', /KRAS Q61H .*is emerging/],
    'day 0, chart': ['warning', /KRAS Q61H/],
    'day 0, panitumumab': ['critical', /KRAS Q61H/],
    'day 0, trametinib with panitumumab': ['warning', /progression under it/],
  },
  'gastric-met-one-lesion': {
    'day -95, chart': 'silence',
    'day -95, crizotinib': ['info', /known from one lesion only/],
    'day 0, chart': ['info', /found in liver.*and not in gastro-oesophageal junction/],
    'day 0, capmatinib': ['warning', /reaches a part only/],
    'day 0, paclitaxel with ramucirumab': 'silence',
  },
  'breast-alpelisib-pten': {
    'day -433, chart': 'silence',
    'day -433, alpelisib with fulvestrant': 'silence',
    'day 0, chart': ['warning', /PTEN is altered differently in 3 lesions/],
    'day 0, alpelisib with fulvestrant': ['warning', /Capivasertib with fulvestrant/],
    'day 0, inavolisib': ['warning', /Capivasertib with fulvestrant/],
    'day 0, capivasertib with fulvestrant': 'silence',
  },
  'alk-resensitised': {
    'day -1105, chart': 'silence',
    'day -1105, crizotinib': 'silence',
    'day -545, chart': ['warning', /ALK C1156Y/],
    'day -545, crizotinib': ['warning', /Lorlatinib/],
    'day -545, lorlatinib': 'silence',
    'day -430, chart': 'silence',
    'day 0, chart': ['warning', /regained sensitivity to crizotinib/],
    'day 0, lorlatinib': ['warning', /Crizotinib for ALK L1198F/],
    'day 0, crizotinib': ['info', /criteria are met.*the alteration it needs is there/],
    'day 0, alectinib': ['warning', /L1198F/],
  },
  'lung-t790-wild-type': {
    'day -252, chart': ['warning', /T790M/],
    'day -252, osimertinib': 'silence',
    'day -95, chart': ['info', /cells without EGFR T790M grow/],
    'day 0, chart': ['info', /cells without EGFR T790M grow/],
    'day 0, osimertinib': ['warning', /progression under it/],
    'day 0, gefitinib': ['critical', /T790M/],
  },
  'lung-met-erbb2': {
    'day -360, chart': ['warning', /T790M/],
    'day -360, osimertinib': 'silence',
    'day -360, erlotinib': ['critical', /Osimertinib/],
    'day 0, chart': ['warning', /MET amplification .*and ERBB2 amplification/],
    'day 0, osimertinib': ['critical', /MET amplification .*and ERBB2 amplification/],
    'day 0, osimertinib with savolitinib': ['warning', /ERBB2 amplification/],
    'day 0, carboplatin with pemetrexed': 'silence',
  },
  'lung-small-cell': {
    'day -475, chart': 'silence',
    'day -475, osimertinib': 'silence',
    'day 0, chart': ['warning', /[Pp]latinum with etoposide/],
    'day 0, osimertinib': ['warning', /[Pp]latinum with etoposide/],
    'day 0, carboplatin with etoposide': 'silence',
    'day 0, pembrolizumab': 'silence',
  },
  'cholangio-fgfr2': {
    'day -282, chart': 'silence',
    'day -282, pemigatinib': 'silence',
    'day 0, chart': ['warning', /FGFR2 N549K and FGFR2 V564F/],
    'day 0, pemigatinib': ['warning', /Futibatinib/],
    'day 0, futibatinib': ['warning', /V564F/],
  },
  'melanoma-b2m-jak': {
    'day -735, chart': 'silence',
    'day -735, pembrolizumab': 'silence',
    'day 0, chart': ['warning', /JAK1 Q503\* .*and B2M L15fs/],
    'day 0, pembrolizumab': ['warning', /JAK1 Q503\* .*and B2M L15fs/],
    'day 0, nivolumab': ['warning', /JAK1 Q503\* .*and B2M L15fs/],
    'day 0, trametinib with dabrafenib': 'silence',
  },
  'cholangio-infigratinib': {
    'day -242, chart': 'silence',
    'day -242, futibatinib': 'silence',
    'day -75, chart': ['info', /V564F .*is emerging before progression/],
    'day 0, chart': ['warning', /V564F, FGFR2 N549H, FGFR2 E565A and FGFR2 K659M/],
    'day 0, infigratinib': ['warning', /Futibatinib/],
    'day 0, futibatinib': ['warning', /V564F/],
    'day 0, pemigatinib': ['warning', /V564F/],
  },
  'colorectal-ectodomain': {
    'day -175, chart': ['warning', /EGFR S492R/],
    'day -175, cetuximab': ['warning', /EGFR S492R/],
    'day -175, panitumumab': ['warning', /criteria not met/],
    'day 0, chart': ['warning', /EGFR G465R/],
    'day 0, cetuximab': ['warning', /EGFR G465R/],
    'day 0, panitumumab': ['warning', /EGFR G465R/],
  },
  'colorectal-braf-alone': {
    'day 0, chart': 'silence',
    'day 0, encorafenib': ['warning', /alone falls short/],
    'day 0, vemurafenib': ['warning', /alone falls short/],
    'day 0, encorafenib with cetuximab': 'silence',
  },
  'melanoma-braf-wild-type': {
    'day 0, chart': 'silence',
    'day 0, vemurafenib': ['critical', /may harm/],
    'day 0, dabrafenib with trametinib': ['critical', /may harm/],
    'day 0, nivolumab with ipilimumab': 'silence',
  },
  'pancreas-kras-shp2': {
    'day 0, chart': 'silence',
    'day 0, TNO155': ['warning', /SHP2 acts above RAS/],
    'day 0, irinotecan with fluorouracil': 'silence',
  },
  'thyroid-mtor': {
    'day -585, chart': 'silence',
    'day -585, everolimus': 'silence',
    'day 0, chart': ['warning', /MTOR F2108L/],
    'day 0, everolimus': ['warning', /MTOR F2108L/],
    'day 0, temsirolimus': ['warning', /MTOR F2108L/],
    'day 0, paclitaxel': 'silence',
  },
  'lung-egfr-mek-escape': {
    'day 0, chart': ['warning', /\*\*mTOR\*\*/],
    'day 0, osimertinib with trametinib': ['warning', /\*\*mTOR\*\*/],
    'day 0, cobimetinib': ['warning', /\*\*mTOR\*\*/],
    'day 0, carboplatin with pemetrexed': 'silence',
  },
  'rechallenge-eligible': {
    'day 0, chart': ['info', /criteria are met/],
    'day 0, cetuximab': ['info', /criteria are met/],
  },
  'rechallenge-not-yet': {
    'day 0, chart': 'silence',
    'day 0, panitumumab': ['critical', /not yet, KRAS G12V/],
  },
  'rechallenge-uninformative': {
    'day 0, chart': 'silence',
    'day 0, cetuximab': ['info', /a test would settle it/],
  },
  'rechallenge-not-advised': {
    'day 0, chart': 'silence',
    'day 0, cetuximab': ['critical', /KRAS G12V/],
    'day 0, panitumumab': ['critical', /KRAS G12V/],
  },
  'lung-low-shedding': {
    'day 0, chart': ['info', /not informative/],
    'day 0, osimertinib': ['info', /not informative/],
    'day 0, gefitinib': ['info', /not informative/],
  },
  'gist-kit-polyclonal': {
    'day -1760, chart': 'silence',
    'day -1760, imatinib': 'silence',
    'day -585, chart': ['warning', /progression with KIT V654A/],
    'day -585, sunitinib': 'silence',
    'day -585, regorafenib': ['warning', /may fail: KIT V654A/],
    'day 0, chart': ['warning', /KIT D816V and KIT D820Y/],
    'day 0, regorafenib': ['warning', /may fail: KIT D816V/],
    'day 0, ripretinib': 'silence',
    'day 0, imatinib': ['warning', /KIT D816V and KIT D820Y/],
    'day 0, sunitinib': ['warning', /KIT D816V and KIT D820Y/],
  },
  'cml-t315i': {
    'day -1290, chart': 'silence',
    'day -1290, imatinib': 'silence',
    'day -455, chart': ['warning', /progression with ABL1 Y253H/],
    'day -455, nilotinib': ['critical', /expected to fail: ABL1 Y253H/],
    'day -455, dasatinib': 'silence',
    'day 0, chart': ['warning', /progression with ABL1 T315I/],
    'day 0, nilotinib': ['critical', /ABL1 T315I/],
    'day 0, bosutinib': ['critical', /ABL1 T315I/],
    'day 0, ponatinib': 'silence',
    'day 0, asciminib': 'silence',
  },
  'cml-compound': {
    'day 0, chart': ['warning', /on one allele \(cis\) or on two \(trans\)/],
    'day 0, ponatinib': ['warning', /may fail: it cannot be told whether/],
    'day 0, asciminib': ['warning', /may fail: it cannot be told whether/],
    'day 0, dasatinib': ['critical', /expected to fail: ABL1 T315I/],
  },
  'cll-btk-plcg2': {
    'day -1645, chart': 'silence',
    'day -1645, ibrutinib': 'silence',
    'day -270, chart': ['info', /C481S .*is found before progression; confirm and watch/],
    'day 0, chart': ['warning', /\*\*BCL2, the block of apoptosis\*\* intercepts both/],
    'day 0, acalabrutinib': ['warning', /likely to fail: BTK C481S .*and PLCG2 R665W/],
    'day 0, zanubrutinib': ['warning', /likely to fail: BTK C481S .*and PLCG2 R665W/],
    'day 0, pirtobrutinib': ['warning', /likely to fail: PLCG2 R665W/],
    'day 0, venetoclax': 'silence',
  },
  'trk-solvent-front': {
    'day -815, chart': 'silence',
    'day -815, larotrectinib': 'silence',
    'day 0, chart': ['warning', /progression with NTRK3 G623R/],
    'day 0, entrectinib': ['warning', /NTRK3 G623R/],
    'day 0, larotrectinib': ['warning', /NTRK3 G623R/],
    'day 0, repotrectinib': 'silence',
  },
  'thyroid-ret-g810': {
    'day -940, chart': 'silence',
    'day -940, selpercatinib': 'silence',
    'day 0, chart': ['warning', /RET G810S and RET G810R/],
    'day 0, pralsetinib': ['warning', /RET G810S and RET G810R/],
    'day 0, selpercatinib': ['warning', /RET G810S and RET G810R/],
    'day 0, vandetanib': ['warning', /RET G810S and RET G810R/],
  },
  'naive-concordant': { 'day 0, chart': 'silence', 'day 0, osimertinib': 'silence' },
  'diabetes-no-cancer': { 'day 0, chart': 'silence', 'day 0, metformin': 'silence' },
};

const occasionName = ({ day }: StoryTimePoint, order: SuggestedOrder | null): string =>
  `day ${String(day)}, ${order === null ? 'chart' : [order, ...(order.with ?? [])].map(({ text }) => text).join(' with ')}`;

describe.each(readStories().map((story) => [story.id, story] as const))('%s', (id, story) => {
  const occasions = momentsOf(story).flatMap((moment) =>
    [null, ...moment.orders].map((order) => ({
      name: occasionName(moment, order),
      moment,
      order,
    })),
  );
  const expected = EXPERT[id] ?? {};

  test('has an expert’s word on each occasion, and on no other', () => {
    const told = occasions.map(({ name }) => name);
    expect(Object.keys(expected).sort()).toEqual([...told].sort());
  });

  for (const { name, moment, order } of occasions) {
    const word = expected[name];
    if (word === undefined) continue;
    test(name, () => {
      const cards = cardsAt(story, moment.day, order);
      if (word === 'silence') {
        expect(cards.map(({ summary }) => summary)).toEqual([]);
        return;
      }
      const [indicator, says] = word;
      expect(cards[0]?.indicator).toBe(indicator);
      expect(cards.map(({ summary, detail }) => `${summary}\n${detail}`).join('\n')).toMatch(says);
    });
  }

  test('what lies ahead of a day is not used on it', () => {
    for (const { moment, order } of occasions) {
      const known = {
        ...story,
        diagnoses: story.diagnoses.filter(({ day }) => day <= moment.day),
        therapies: story.therapies.flatMap((therapy) => {
          if (therapy.from > moment.day) return [];
          const goesOn = therapy.to === null || therapy.to > moment.day;
          return [goesOn ? { ...therapy, to: null, stopReason: null } : therapy];
        }),
        assessments: story.assessments.filter(({ day }) => day <= moment.day),
        samples: story.samples.filter(({ day }) => day <= moment.day),
      };
      const summaries = (cards: readonly Card[]) => cards.map(({ summary }) => summary);
      expect(summaries(cardsAt(story, moment.day, order))).toEqual(
        summaries(cardsAt(known, moment.day, order)),
      );
    }
  });
});
