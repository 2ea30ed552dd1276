import type { PullRequest } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import type { LivePullRequest } from '../types';
import { plainLine } from './markdown';

const MAX_ITEMS = 50;

/** What is kept of a pull request as its host has it: bounded, for people. */
export function liveOf(found: PullRequest): LivePullRequest {
  return {
    title: plainLine(found.title, 250),
    state: found.state,
    headCommit: found.headCommit,
    mergeability: found.mergeability,
    blockers: found.blockers
      .slice(0, MAX_ITEMS)
      .map(text => plainLine(text, 300)),
    checks: found.checks.slice(0, MAX_ITEMS).map(({ name, state, url }) => ({
      name: plainLine(name, 200),
      state,
      ...(url && /^https?:\/\//i.test(url) && { url: url.slice(0, 500) }),
    })),
  };
}
