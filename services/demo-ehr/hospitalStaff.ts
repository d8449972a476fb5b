import type { Bundle, Practitioner } from 'fhir/r4.js';

/** Who works at the demo hospital: the user of every request that it makes. */
export function hospitalStaff(): Bundle {
  const oncologist: Practitioner = {
    resourceType: 'Practitioner',
    id: 'demo-oncologist',
    meta: {
      tag: [
        {
          system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason',
          code: 'HTEST',
          display: 'test health data',
        },
      ],
    },
    active: true,
    name: [
      {
        use: 'official',
        text: 'Dr Demo Oncologist',
        given: ['Demo'],
        family: 'Oncologist',
        prefix: ['Dr'],
      },
    ],
  };
  return { resourceType: 'Bundle', type: 'collection', entry: [{ resource: oncologist }] };
}
