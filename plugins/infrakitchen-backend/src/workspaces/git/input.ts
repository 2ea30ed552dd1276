import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { assertRefName, isCommitSha } from '../../sources';
import type { CommitAuthor, FolderFiles } from './types';

const MAX_PATH = 250;
const MAX_DEPTH = 10;
const MAX_FILES = 1_000;
const MAX_BYTES = 20_000_000;
const MAX_MESSAGE = 60_000;
const MAX_PERSON = 200;

/** @throws InputError `invalid_ref`. */
export function assertBranches(...names: string[]): void {
  names.forEach(assertRefName);
}

/** @throws InputError `invalid_commit`. */
export function assertCommit(id: string): void {
  if (!isCommitSha(id)) {
    throw new InfrakitchenError('InputError', {
      code: 'invalid_commit',
      message: 'A commit is named by its complete id of 40 or 64 hex digits',
    });
  }
}

/**
 * Refuses what is not a plain path below the root of a repository.
 *
 * @throws InputError `invalid_folder`.
 */
export function assertFolder(folder: string): void {
  const names = folder.split('/');
  if (
    folder.length > MAX_PATH ||
    names.length > MAX_DEPTH ||
    !names.every(isPlainName)
  ) {
    throw invalid(
      'invalid_folder',
      `${JSON.stringify(
        folder.slice(0, MAX_PATH),
      )} cannot be a folder of a repository`,
    );
  }
}

/**
 * Refuses files that could not be written, or that are far from generated code.
 *
 * @throws InputError `invalid_file` or `folder_too_large`.
 */
export function assertFiles(files: FolderFiles): void {
  const paths = Object.keys(files);
  const wrong = paths.find(path => {
    const names = path.split('/');
    return (
      path.length > MAX_PATH ||
      names.length > MAX_DEPTH ||
      !names.every(isPlainName) ||
      names.some(
        (_, index) =>
          index > 0 && Object.hasOwn(files, names.slice(0, index).join('/')),
      )
    );
  });
  if (wrong !== undefined) {
    throw invalid(
      'invalid_file',
      `${JSON.stringify(
        wrong.slice(0, MAX_PATH),
      )} cannot be a file of a repository`,
    );
  }
  const bytes = Object.values(files).reduce(
    (sum, text) => sum + Buffer.byteLength(text),
    0,
  );
  if (paths.length === 0 || paths.length > MAX_FILES || bytes > MAX_BYTES) {
    throw invalid(
      'folder_too_large',
      `A folder has between 1 and ${MAX_FILES} files with ${
        MAX_BYTES / 1_000_000
      } MB at most`,
    );
  }
}

/** A person as git can write them, whatever the portal knows them as. */
export function safePerson({ name, email }: CommitAuthor): CommitAuthor {
  const safeEmail = clean(email).replace(/\s/g, '');
  return {
    // Git strips these at the ends, and refuses a name of nothing else.
    name:
      clean(name).replace(/^[\s.,:;"'\\]+|[\s.,:;"'\\]+$/g, '') || 'unknown',
    email: safeEmail || 'unknown@noreply.invalid',
  };
}

/** A message as git can write it; with one newline at its end. */
export function safeMessage(message: string): string {
  const text = cut(
    message
      .replace(/\r\n?/g, '\n')
      .replace(/[^\P{Cc}\n\t]|[\p{Cs}\p{Bidi_Control}]/gu, '')
      .trim(),
    MAX_MESSAGE,
  );
  return `${text || 'Change by InfraKitchen'}\n`;
}

function clean(text: string): string {
  return cut(text.replace(/[\p{C}\s<>]+/gu, ' ').trim(), MAX_PERSON);
}

/** Never in the middle of a character. */
function cut(text: string, limit: number): string {
  return text.slice(0, limit).replace(/\p{Cs}$/u, '');
}

function isPlainName(name: string): boolean {
  return (
    name !== '' &&
    name !== '.' &&
    name !== '..' &&
    !/[\p{C}\\:]/u.test(name) &&
    // Checkouts on other systems take these for the folder of git.
    !/^(\.git|git~\d+)[ .]*$/i.test(name)
  );
}

function invalid(code: string, message: string): InfrakitchenError {
  return new InfrakitchenError('InputError', {
    code,
    message,
    culprits: [{ kind: 'field', name: 'folder' }],
  });
}
