import { useEffect, useRef, useState } from 'react';
import { identityApiRef, useApiHolder } from '@backstage/frontend-plugin-api';

/** What is kept of an unfinished form. */
interface Kept {
  savedAt: string;
  /** What the form started from. */
  base: string;
  /** What JSON keeps of it. */
  value: unknown;
  /** What was typed, and is not kept because it is secret. */
  omitted: string[];
}

/** An unfinished form that was there before the page was loaded again. */
export interface FormDraft {
  /** Was put back into the form. */
  restored: Pick<Kept, 'savedAt' | 'omitted'> | undefined;
  /** Is of an earlier state of the object, and only put back when asked. */
  outdated: Pick<Kept, 'savedAt' | 'omitted'> | undefined;
  /** Puts the outdated one back into the form. */
  restore: () => void;
  /** Lets go of what was kept; what is typed from now on is kept again. */
  discard: () => void;
  /** The form is finished, or given up as a whole. */
  forget: () => void;
}

const PREFIX = 'infrakitchen.draft';

/**
 * Keeps an unfinished form over a reload of the page.
 *
 * In the session storage of the browser, and not in Backstage's storage API:
 * two tabs with the same form must not overwrite each other, what is typed must
 * be there even where the page goes in the next moment, and what was given up
 * must not stay behind, in this browser or on the server of the user settings.
 */
export function useFormDraft<T extends object>(options: {
  /** The object that the form is about, such as `resource/<id>`. */
  object: string;
  /** Its state; a draft that started from another one is outdated. */
  base?: string;
  /** Somebody has edited the form. */
  isEdited: boolean;
  /** What may be kept, without secrets; undefined while it cannot be told. */
  value: T | undefined;
  /** Names of what was left out. */
  omitted?: string[];
  onRestore: (value: T) => void;
}): FormDraft {
  const { object, base = '', isEdited, value, omitted = [] } = options;
  const key = useKey(object);
  const latest = useRef(options);
  latest.current = options;
  const [restored, setRestored] = useState<Kept>();
  const [outdated, setOutdated] = useState<Kept>();
  const done = useRef(false);

  useEffect(() => {
    const kept = key && !latest.current.isEdited ? read(key) : undefined;
    if (kept?.base === base) {
      setRestored(kept);
      latest.current.onRestore(kept.value as T);
    } else {
      setOutdated(kept);
    }
    // A base that changes while somebody edits concerns the next form.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [key]);

  const text = value && JSON.stringify(value);
  // What was left out before is still to be typed again.
  const omittedText = JSON.stringify([
    ...new Set([...(restored?.omitted ?? []), ...omitted]),
  ]);
  useEffect(() => {
    const kept = key && read(key);
    const isKept =
      // What was put back keeps its time.
      kept &&
      JSON.stringify(kept.value) === text &&
      JSON.stringify(kept.omitted) === omittedText;
    if (key && isEdited && text && !isKept && !done.current) {
      write(key, {
        savedAt: new Date().toISOString(),
        base,
        value: JSON.parse(text),
        omitted: JSON.parse(omittedText),
      });
    }
  }, [key, isEdited, text, omittedText, base]);

  const discard = () => {
    setRestored(undefined);
    setOutdated(undefined);
    if (key) {
      remove(key);
    }
  };

  return {
    restored,
    outdated,
    restore: () => {
      if (outdated) {
        setRestored(outdated);
        setOutdated(undefined);
        latest.current.onRestore(outdated.value as T);
      }
    },
    discard,
    forget: () => {
      // What is still on its way to the form must not be kept again.
      done.current = true;
      discard();
    },
  };
}

/** Drafts belong to who wrote them, also where several share a browser. */
function useKey(object: string): string | undefined {
  const identity = useApiHolder().get(identityApiRef);
  const [user, setUser] = useState<string>();
  useEffect(() => {
    let active = true;
    identity
      ?.getBackstageIdentity()
      .then(({ userEntityRef }) => active && setUser(userEntityRef))
      // Without an identity nothing is kept.
      .catch(() => undefined);
    return () => {
      active = false;
    };
  }, [identity]);
  return user && `${PREFIX}/${user}/${object}`;
}

function read(key: string): Kept | undefined {
  try {
    const text = sessionStorage.getItem(key);
    return text ? (JSON.parse(text) as Kept) : undefined;
  } catch {
    return undefined;
  }
}

function write(key: string, kept: Kept) {
  try {
    sessionStorage.setItem(key, JSON.stringify(kept));
  } catch {
    // A full or forbidden storage takes the convenience, not the form.
  }
}

function remove(key: string) {
  try {
    sessionStorage.removeItem(key);
  } catch {
    // Nothing was kept either.
  }
}
