import type { Router } from 'express';
import { parseListQuery, parseRevision, type AccessService } from '../access';
import type { ApprovalRuleService } from './ApprovalRuleService';
import type {
  ApprovalService,
  GovernedAction,
  WaitingFor,
} from './ApprovalService';

/** Registers the routes of approval rules and approvals. */
export function registerApprovalRoutes(
  router: Router,
  options: {
    approvalRules: ApprovalRuleService;
    approvals: ApprovalService;
    access: AccessService;
  },
): void {
  const { approvalRules, approvals, access } = options;

  router.get('/approval-rules', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const query = parseListQuery(req.query);
    res.json(await approvalRules.list(query, { credentials }));
  });

  router.post('/approval-rules', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const created = await approvalRules.create(req.body, { credentials });
    res.status(201).json(created);
  });

  router.get('/approval-rules/:id', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    res.json(await approvalRules.get(req.params.id, { credentials }));
  });

  router.put('/approval-rules/:id', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const revision = parseRevision(req);
    const write = { credentials, revision };
    res.json(await approvalRules.replace(req.params.id, req.body, write));
  });

  router.delete('/approval-rules/:id', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    await approvalRules.delete(req.params.id, { credentials });
    res.status(204).end();
  });

  router.get('/approvals', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const { filter, limit, cursor } = parseListQuery(req.query);
    const waiting = (req.query.waiting ?? 'me') as WaitingFor;
    const query = { waiting, filter, limit, cursor };
    res.json(await approvals.list(query, { credentials }));
  });

  router.get('/resources/:id/approvers', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const action = req.query.action as GovernedAction;
    const requirements = await approvals.preview(req.params.id, action, {
      credentials,
    });
    res.json({ requirements });
  });
}
