import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Request, Router } from 'express';
import type { RevisionKind } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { parseListQuery, parseRevision, type AccessService } from '../access';
import type { AuditQuery } from './auditCriteria';
import { auditFormats, type AuditFormat } from './auditFormats';
import type { HistoryService } from './HistoryService';

/** Registers the routes of audit and revisions; requests are validated before. */
export function registerHistoryRoutes(
  router: Router,
  options: {
    history: HistoryService;
    access: AccessService;
    logger: LoggerService;
  },
): void {
  const { history, access, logger } = options;

  router.get('/audit', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const { limit, cursor } = parseListQuery(req.query);
    const query = { ...auditQuery(req), limit, cursor };
    res.json(await history.listAudit(query, { credentials }));
  });

  router.get('/audit/export', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const format = req.query.format as AuditFormat;
    const query = { ...auditQuery(req), format };
    const entries = await history.exportAudit(query, { credentials });
    const { contentType, create } = auditFormats[format];
    const day = new Date().toISOString().slice(0, 10);
    res.set({
      'Content-Type': contentType,
      'Content-Disposition': `attachment; filename="infrakitchen-audit-${day}.${format}"`,
      'Cache-Control': 'no-store',
    });
    try {
      await pipeline(Readable.from(entries), create(), res);
    } catch (error) {
      // The answer has begun: a connection that breaks off is all that tells.
      const { code } = error as { code?: string };
      if (code !== 'ERR_STREAM_PREMATURE_CLOSE') {
        logger.error('An audit export broke off', error as Error);
      }
    }
  });

  router.get('/revisions/:kind/:id', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const { limit, cursor } = parseListQuery(req.query);
    const { kind, id } = recordOf(req);
    const page = { limit, cursor };
    res.json(await history.listRevisions(kind, id, page, { credentials }));
  });

  router.get('/revisions/:kind/:id/compare', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const { kind, id } = recordOf(req);
    const numbers = { from: Number(req.query.from), to: Number(req.query.to) };
    res.json(
      await history.compareRevisions(kind, id, numbers, { credentials }),
    );
  });

  router.post(
    '/revisions/:kind/:id/:revision/actions/restore',
    async (req, res) => {
      const credentials = await access.credentialsOf(req);
      const { kind, id } = recordOf(req);
      const write = { credentials, revision: parseRevision(req) };
      const revision = Number(req.params.revision);
      res.json(await history.restore(kind, id, revision, write));
    },
  );
}

function auditQuery(req: Request): AuditQuery {
  const { filter } = parseListQuery(req.query);
  const { from, to } = req.query as { from?: string; to?: string };
  return { filter, from, to };
}

function recordOf(req: Request<any>): { kind: RevisionKind; id: string } {
  return { kind: req.params.kind, id: req.params.id };
}
