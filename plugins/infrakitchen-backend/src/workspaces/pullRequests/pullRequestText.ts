import {
  describeSummary,
  isDestructive,
  type ObjectChange,
  type Plan,
  type RunKind,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { withMarker } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import type { RunRecord } from '../../runs';
import type { PullRequestDirection } from '../types';
import { code, inline, plainLine } from './markdown';

const MAX_OBJECTS = 100;
/** Below what any of the hosts takes. */
const MAX_BODY = 30_000;

const works: Record<RunKind, string> = {
  dry_run: 'Dry run',
  provision: 'Provision',
  update: 'Update',
  destroy: 'Destroy',
};

const badges: Partial<Record<ObjectChange['action'], string>> = {
  delete: '🔴 delete',
  replace: '🔴 replace',
  create: '🟢 create',
  update: '🟡 update',
  'no-op': 'move',
  read: 'read',
};

/** What people read of a pull request, and what marks it. */
export interface PullRequestText {
  title: string;
  body: string;
  /** In the body; tells whether it is what is shown already. */
  marker: string;
  /** Of the commit. */
  message: string;
}

interface TextOptions {
  run: TextRun;
  plan: Plan;
  folder: string;
  runUrl: string;
  /** Why there is another one after one that was merged. */
  note?: string;
  direction: PullRequestDirection;
}

/** The texts of the pull request of a run. */
export function textOf(options: TextOptions): PullRequestText {
  const { run } = options;
  return {
    title: titleOf(run),
    body: bodyOf(options),
    marker: planMarker(run),
    message: commitMessageOf(options),
  };
}

/** The texts of the pull request that takes edits by hand back. */
export function restoreTextOf(options: {
  resource: { id: string; name: string };
  folder: string;
  /** Of the files that it brings back. */
  filesDigest: string;
  requestedBy: string;
  resourceUrl: string;
}): PullRequestText {
  const { resource, folder, filesDigest, requestedBy, resourceUrl } = options;
  const title = `Take back edits of ${plainLine(resource.name, 80)}`;
  const marker = `restore:${filesDigest}`;
  const body = [
    `The folder ${code(
      folder,
    )} was edited by hand. This brings it back to what was generated last, asked for by ${code(
      requestedBy,
    )}.`,
    `Nothing is applied by merging it. To keep an edit, change the resource itself: [${inline(
      resource.name,
    )}](${resourceUrl}).`,
  ].join('\n\n');
  const owner = ownerMarker({ resourceId: resource.id, direction: 'restore' });
  return {
    title,
    marker,
    body: withMarker(withMarker(body, owner), marker),
    message: [
      title,
      '',
      `Brings ${folder} back to what was generated last.`,
      '',
      `Infrakitchen-Resource: ${resource.id}`,
      `Requested-By: ${plainLine(requestedBy)}`,
      '',
    ].join('\n'),
  };
}

type TextRun = Pick<
  RunRecord,
  | 'id'
  | 'resourceId'
  | 'resourceName'
  | 'templateName'
  | 'kind'
  | 'requestedBy'
  | 'reason'
  | 'planDigest'
  | 'cascadeId'
>;

/** Marks a pull request as the portal's own, for one resource and direction. */
export function ownerMarker(of: {
  resourceId: string;
  direction: PullRequestDirection;
}): string {
  return `pull-request:${of.resourceId}:${of.direction}`;
}

/** Marks which plan a pull request shows. */
export function planMarker(run: Pick<RunRecord, 'id' | 'planDigest'>): string {
  return `plan:${run.id}:${run.planDigest}`;
}

/** The title of the pull request of a run. */
export function titleOf(run: TextRun): string {
  return `${works[run.kind]} ${plainLine(run.resourceName, 80)} (${plainLine(
    run.templateName,
    60,
  )})`;
}

/** What reviewers read: what is planned, by whom, and what a merge does. */
function bodyOf(options: TextOptions): string {
  const { run, plan, folder, runUrl, note, direction } = options;
  const text = [
    note && `> ℹ️ ${inline(note, 500)}`,
    warningOf(run, plan),
    `${works[run.kind]} of **${inline(run.resourceName)}** (${inline(
      run.templateName,
    )}), asked for by ${code(run.requestedBy)}.`,
    run.reason && `Reason: ${inline(run.reason, 500)}`,
    `**Plan:** ${describeSummary(
      plan.summary,
    )}. [Look at the run](${runUrl}) for every attribute and the log.`,
    tableOf(plan),
    [
      '**Merging approves exactly this plan**, which is applied then. Closing without merging rejects it.',
      `What is generated is in ${code(
        folder,
      )}; changes to it by hand hold the run.`,
      run.cascadeId &&
        'It is one of several resources that are changed together; each has its own pull request when its turn comes.',
    ]
      .filter(Boolean)
      .join(' '),
    `<sub>Plan ${code(run.planDigest ?? '')}</sub>`,
  ]
    .filter(Boolean)
    .join('\n\n');
  return withMarker(
    withMarker(bounded(text), ownerMarker({ ...run, direction })),
    planMarker(run),
  );
}

/** The message of the commit: what for whom, and trailers that machines read. */
function commitMessageOf(options: {
  run: TextRun;
  folder: string;
  runUrl: string;
}): string {
  const { run, folder, runUrl } = options;
  return [
    `${works[run.kind]} ${plainLine(run.resourceName, 50)}`,
    '',
    `${works[run.kind]} of '${plainLine(run.resourceName)}' (${plainLine(
      run.templateName,
    )}) in ${folder}.`,
    ...(run.reason ? ['', plainLine(run.reason, 500)] : []),
    '',
    `Infrakitchen-Run: ${runUrl}`,
    `Infrakitchen-Resource: ${run.resourceId}`,
    `Infrakitchen-Plan: ${run.planDigest}`,
    `Requested-By: ${plainLine(run.requestedBy)}`,
    '',
  ].join('\n');
}

function warningOf(run: TextRun, plan: Plan): string | undefined {
  if (run.kind === 'destroy') {
    return `> ⚠️ **This destroys the resource.** ${plan.summary.delete} object(s) and what they hold are deleted, and the folder is removed.`;
  }
  return isDestructive(plan)
    ? `> ⚠️ **Data may be lost.** ${[
        plan.summary.delete > 0 && `${plan.summary.delete} to delete`,
        plan.summary.replace > 0 &&
          `${plan.summary.replace} to replace (deleted and created anew)`,
      ]
        .filter(Boolean)
        .join(', ')}.`
    : undefined;
}

function tableOf(plan: Plan): string | undefined {
  const order = ['delete', 'replace', 'update', 'create', 'no-op'];
  const changes = plan.changes
    .filter(
      ({ action, previousAddress }) =>
        action !== 'read' && (action !== 'no-op' || previousAddress),
    )
    .sort((a, b) => order.indexOf(a.action) - order.indexOf(b.action));
  if (changes.length === 0) {
    return undefined;
  }
  const rows = changes
    .slice(0, MAX_OBJECTS)
    .map(
      ({ action, address, type }) =>
        `| ${badges[action] ?? action} | ${code(address, 150)} | ${code(
          type,
          80,
        )} |`,
    );
  const left = changes.length - rows.length;
  return [
    '| Change | Object | Type |',
    '| --- | --- | --- |',
    ...rows,
    ...(left > 0 ? [`| … | ${left} more, see the run | |`] : []),
  ].join('\n');
}

function bounded(text: string): string {
  return text.length <= MAX_BODY
    ? text
    : `${text.slice(0, text.lastIndexOf('\n', MAX_BODY))}\n\n…`;
}
