import { describe, expect, test } from '@jest/globals';
import { therapyLines } from '../../../src/engine/therapyLines.ts';
import { aCase, day } from '../../builders/aCase.ts';
import { knowledge } from '../../builders/knowledge.ts';

const lines = (builder: ReturnType<typeof aCase>): readonly (readonly string[])[] =>
  therapyLines(builder.build(), knowledge).map((line) => line.drugs);

describe('lines of therapy', () => {
  test('drugs that start together are one regimen', () => {
    const patient = aCase('colorectal-cancer')
      .treatedWith('irinotecan', -400, -200)
      .treatedWith('fluorouracil', -400, -200)
      .treatedWith('cetuximab', -386, -190);
    expect(lines(patient)).toEqual([['cetuximab', 'fluorouracil', 'irinotecan']]);
  });

  test('a drug of another class after the first has ended opens a second line', () => {
    const patient = aCase('nsclc')
      .treatedWith('erlotinib', -400, -100, 'progression')
      .treatedWith('osimertinib', -90, null);
    expect(lines(patient)).toEqual([['erlotinib'], ['osimertinib']]);
  });

  test('after progression another drug of the same class is a new line', () => {
    const patient = aCase('cml')
      .treatedWith('dasatinib', -800, -300, 'progression')
      .treatedWith('bosutinib', -290, null);
    expect(lines(patient)).toEqual([['dasatinib'], ['bosutinib']]);
  });

  test('after intolerance another drug of the same class goes on with the line', () => {
    const patient = aCase('cml')
      .treatedWith('dasatinib', -800, -300, 'toxicity')
      .treatedWith('bosutinib', -290, null);
    expect(lines(patient)).toEqual([['bosutinib', 'dasatinib']]);
  });

  test('the same exposure documented three times counts once', () => {
    const patient = aCase('nsclc')
      .treatedWith('erlotinib', -400, null)
      .treatedWith('erlotinib', -395, null)
      .treatedWith('erlotinib', -300, -20, 'progression');
    expect(lines(patient)).toEqual([['erlotinib']]);
  });

  test('the same drug again after a long pause is a new line', () => {
    const patient = aCase('colorectal-cancer')
      .treatedWith('cetuximab', -900, -600, 'progression')
      .treatedWith('cetuximab', -100, null);
    expect(lines(patient)).toEqual([['cetuximab'], ['cetuximab']]);
  });

  test('a drug added at progression to one that goes on is a new line with both', () => {
    const patient = aCase('nsclc')
      .treatedWith('osimertinib', -700, null)
      .treatedWith('savolitinib', -60, null);
    const found = therapyLines(patient.build(), knowledge);
    expect(found.map((l) => l.drugs)).toEqual([['osimertinib'], ['osimertinib', 'savolitinib']]);
    expect(found[0]?.end).toBe(day(-60));
    expect(found[0]?.ongoing).toBe(false);
  });

  test('a new line alone is no progression', () => {
    const patient = aCase('nsclc')
      .treatedWith('erlotinib', -400, -100)
      .treatedWith('osimertinib', -90, null);
    expect(therapyLines(patient.build(), knowledge)[0]?.progressedOn).toBeNull();
  });

  test('response and progression belong to the line under which they were seen', () => {
    const patient = aCase('nsclc')
      .treatedWith('erlotinib', -400, -100)
      .treatedWith('osimertinib', -90, null)
      .assessed(-340, 'PR')
      .assessed(-105, 'PD')
      .assessed(-30, 'SD');
    const [first, second] = therapyLines(patient.build(), knowledge);
    expect(first).toMatchObject({ bestResponse: 'PR', progressedOn: day(-105) });
    expect(second).toMatchObject({ bestResponse: 'SD', progressedOn: null });
  });

  test('a drug that is no cancer therapy makes no line', () => {
    expect(lines(aCase('nsclc').treatedWith('metformin', -400, null))).toEqual([]);
  });
});
