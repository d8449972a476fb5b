import { expect, test } from '@jest/globals';
import { pageLink } from '../../../services/fhir-client/pageLink.ts';

const BASE = new URL('https://fhir.example.org/r4');

test.each([
  ['https://fhir.example.org/r4?page=2', 'https://fhir.example.org/r4?page=2'],
  ['https://fhir.example.org:443/other?page=2', 'https://fhir.example.org/other?page=2'],
  ['http://fhir.example.org/r4?page=2', 'https://fhir.example.org/r4?page=2'],
  ['Observation?page=2', 'https://fhir.example.org/r4/Observation?page=2'],
  ['/r4/Observation?page=2', 'https://fhir.example.org/r4/Observation?page=2'],
])('the link %s is followed to %s', (link, url) => {
  expect(pageLink(link, BASE)?.href).toBe(url);
});

test.each([
  'https://evil.example.org/r4?page=2',
  'https://fhir.example.org.evil.org/r4?page=2',
  'https://fhir.example.org:8443/r4?page=2',
  'http://fhir.example.org:8080/r4?page=2',
  '//evil.example.org/r4?page=2',
  'https://fhir.example.org@evil.org/r4',
  'https://user:pass@fhir.example.org/r4?page=2',
  'ftp://fhir.example.org/r4?page=2',
  'javascript:alert(1)',
  'https://[',
])('the link %s is not followed', (link) => {
  expect(pageLink(link, BASE)).toBeNull();
});
