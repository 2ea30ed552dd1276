import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { hasMarker, hiddenMarker, withMarker } from './hiddenMarker';
import { repositoryPage } from './hostedLists';
import { mergeExpected } from './mergeExpected';
import { pullRequestNumber } from './pullRequests';
import type { HostedRepository, PullRequest } from './repositoryHost';

describe('markers that nobody sees', () => {
  it('are found as a line of their own', () => {
    const body = withMarker('Applied.\n\n', 'run:1');
    expect(body).toBe('Applied.\n\n[//]: # (infrakitchen:run:1)\n');
    expect(hasMarker(body.replaceAll('\n', '\r\n'), 'run:1')).toBe(true);
    expect(hasMarker(body, 'run:12')).toBe(false);
    expect(hasMarker(body, 'run')).toBe(false);
    expect(hasMarker(`> ${hiddenMarker('run:1')}`, 'run:1')).toBe(false);
  });

  it.each(['', 'a b', 'a)\n# x', 'x'.repeat(201), 'ü'])(
    'have no key such as %j',
    key => {
      expect(() => hiddenMarker(key)).toThrow('letters, digits');
    },
  );
});

describe('repositoryPage', () => {
  const all = Array.from(
    { length: 2_345 },
    (_, index) =>
      ({
        fullName: `acme/${index % 500 === 7 ? 'infra' : 'app'}-${index}`,
      } as HostedRepository),
  );
  let reads: number;
  const read = async (page: number, size: number) => {
    reads += 1;
    return all.slice((page - 1) * size, page * size);
  };

  it('finds each that fits once, and reads so many pages of the host alone', async () => {
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      reads = 0;
      const page = await repositoryPage(
        { query: 'INFRA', limit: 2, cursor },
        read,
      );
      expect(page.items.length).toBeLessThanOrEqual(2);
      expect(reads).toBeLessThanOrEqual(10);
      found.push(...page.items.map(({ fullName }) => fullName));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(found).toEqual(
      [7, 507, 1007, 1507, 2007].map(index => `acme/infra-${index}`),
    );
  });

  it('leaves out what is not wanted', async () => {
    const { items } = await repositoryPage({ limit: 3 }, read, ({ fullName }) =>
      fullName.endsWith('9'),
    );
    expect(items.map(({ fullName }) => fullName)).toEqual([
      'acme/app-9',
      'acme/app-19',
      'acme/app-29',
    ]);
  });

  it.each(['', '0.1', '1', '1.1.1', '-1.0', '1e9.0', '1.1000'])(
    'refuses the cursor %j',
    async cursor => {
      await expect(
        repositoryPage({ limit: 1, cursor }, read),
      ).rejects.toMatchObject({ code: 'cursor_invalid' });
    },
  );
});

describe('mergeExpected', () => {
  const open = {
    ...{ number: '3', state: 'open', headCommit: 'a'.repeat(40) },
    ...{ mergeability: 'mergeable', blockers: [] as string[] },
  } as PullRequest;
  const merged: PullRequest = { ...open, state: 'merged' };
  const failure = (code: string) =>
    new InfrakitchenError('NotAllowedError', { code, message: 'No' });
  const merge = (
    answers: PullRequest[],
    work: () => Promise<void> = async () => {},
  ) => {
    let count = 0;
    return mergeExpected({
      headCommit: open.headCommit,
      read: async () => {
        count += 1;
        return answers[Math.min(count, answers.length) - 1];
      },
      merge: work,
    });
  };

  it('waits for a host that says yes and merges a moment later', async () => {
    await expect(merge([open, open, open, merged])).resolves.toBe(merged);
  });

  it('does not ask for what is merged already', async () => {
    const work = jest.fn();
    await expect(merge([merged], work)).resolves.toBe(merged);
    expect(work).not.toHaveBeenCalled();
  });

  it('does not ask where the head is another one, nor takes such a merge for its own', async () => {
    const work = jest.fn();
    const headCommit = 'b'.repeat(40);
    for (const state of ['open', 'merged'] as const) {
      await expect(
        merge([{ ...open, state, headCommit }], work),
      ).rejects.toMatchObject({ code: 'pull_request_moved' });
    }
    expect(work).not.toHaveBeenCalled();
  });

  it('tells what is missing where the host refuses, in whichever way', async () => {
    const blocked: PullRequest = {
      ...open,
      ...{
        mergeability: 'blocked',
        blockers: ["The check 'x' has not passed"],
      },
    };
    for (const code of ['remote_refused', 'remote_denied']) {
      await expect(
        merge([blocked], async () => Promise.reject(failure(code))),
      ).rejects.toMatchObject({
        code: 'pull_request_blocked',
        message: expect.stringContaining("'x' has not passed"),
      });
    }
  });

  it('keeps missing rights, and a host that does not work, apart from rules', async () => {
    for (const code of ['remote_denied', 'remote_unavailable']) {
      await expect(
        merge([open], async () => Promise.reject(failure(code))),
      ).rejects.toMatchObject({ code });
    }
  });

  it('believes a merge whose answer was lost', async () => {
    await expect(
      merge([open, merged], async () =>
        Promise.reject(failure('remote_unavailable')),
      ),
    ).resolves.toBe(merged);
  });
});

it.each(['0', '01', '1.0', '-1', '1/..', '', '9'.repeat(16)])(
  '%j is not the number of a pull request',
  number => {
    expect(() => pullRequestNumber(number)).toThrow('is not the number');
  },
);
