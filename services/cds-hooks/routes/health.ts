import { Router } from 'express';
import type { LogStatus } from '../../decision-log/decisionLog.ts';
import type { Dependencies } from '../dependencies.ts';
import { ServiceError } from '../errors.ts';
import { methodNotAllowed } from '../middleware/methodNotAllowed.ts';
import type { RulesStatus } from '../runningRules.ts';

/**
 * Live while the process answers. Ready until it is told to stop, also while the database is away or slow:
 * answers go on and are recorded on disk; what is amiss stands under `degraded`. Not ready when
 * nothing could be recorded any more.
 */
export function health({ isReady, recording, rules }: Dependencies): Router {
  const router = Router();
  router
    .route('/health/live')
    .get((_request, response) => {
      response.json({ status: 'live' });
    })
    .all(methodNotAllowed('GET'));
  router
    .route('/health/ready')
    .get((_request, response) => {
      if (!isReady()) throw new ServiceError('not-ready');
      const status = recording?.decisionLog.status() ?? null;
      if (status?.spool === 'failing' && ['starting', 'down'].includes(status.database)) {
        throw new ServiceError('not-recordable');
      }
      const degraded = [
        ...rulesAmiss(rules.status()),
        ...(status === null ? [] : recordingAmiss(status)),
      ];
      response.json({
        status: 'ready',
        ...(degraded.length > 0 && { degraded }),
        ...(status !== null && { decisionLog: shortly(status) }),
      });
    })
    .all(methodNotAllowed('GET'));
  return router;
}

function shortly({ database, spool, waitingBytes, setAside }: LogStatus): object {
  return { database, spool, waitingBytes, setAside };
}

function rulesAmiss({ refused, rolledBackAt }: RulesStatus): readonly string[] {
  return [
    ...(refused === null
      ? []
      : [
          `The rules on disk were refused at ${refused.at.toISOString()}; those of before answer. /admin/rules names the faults.`,
        ]),
    ...(rolledBackAt === null
      ? []
      : [
          `The rules were rolled back at ${rolledBackAt.toISOString()}: when the service starts again, those on disk answer.`,
        ]),
  ];
}

function recordingAmiss({ database, spool, waitingBytes, setAside }: LogStatus): readonly string[] {
  return [
    ...(database === 'down'
      ? [
          `The database of decisions is away; ${String(waitingBytes)} bytes of records wait on disk.`,
        ]
      : []),
    ...(database === 'slow'
      ? [
          `The database of decisions is slow; ${String(waitingBytes)} bytes of records wait on disk.`,
        ]
      : []),
    ...(spool === 'failing'
      ? ['The disk takes no records; they go to the database straight away.']
      : []),
    ...(setAside > 0
      ? [`${String(setAside)} records were damaged or refused and are set aside beside the spool.`]
      : []),
  ];
}
