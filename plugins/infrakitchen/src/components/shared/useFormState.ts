import { useState } from 'react';
import { useFormDraft, type FormDraft } from './useFormDraft';

/** A form that is there again after the page was loaded again. */
export interface FormState<T extends object> {
  value: T;
  set: (patch: Partial<T>) => void;
  /** Puts the form back to where it starts. */
  reset: () => void;
  /** Is another one whenever fields with a state of their own have to start anew. */
  restarts: number;
  draft: FormDraft;
  /** What was written is saved, and the page stays. */
  saved: () => void;
}

/** Holds what somebody writes into a form, and keeps it while it is unfinished. */
export function useFormState<T extends object>(options: {
  /** What the form is about, such as `project/<id>`. */
  object: string;
  /** Its state; a draft that started from another one is only offered. */
  base?: string | number;
  start: T;
  /** Leaves out what is secret, and says what that was. */
  keep?: (value: T) => { value: T; omitted: string[] };
  /** Completes what was left out. */
  complete?: (found: T, start: T) => T;
}): FormState<T> {
  const { object, base, keep, complete } = options;
  const [start] = useState(options.start);
  const [value, setValue] = useState(start);
  const [isEdited, setEdited] = useState(false);
  const [restarts, setRestarts] = useState(0);
  const kept = keep?.(value) ?? { value, omitted: [] };
  const draft = useFormDraft<object>({
    object,
    base: base?.toString(),
    isEdited,
    value: emptied(kept.value),
    omitted: kept.omitted,
    onRestore: found => {
      // Fields that are newer than the draft are as they start.
      const next = { ...start, ...filled(found) };
      setValue(complete?.(next, start) ?? next);
      setRestarts(count => count + 1);
    },
  });
  return {
    value,
    set: patch => {
      setEdited(true);
      setValue(old => ({ ...old, ...patch }));
    },
    reset: () => {
      setEdited(false);
      setValue(start);
      setRestarts(count => count + 1);
    },
    restarts,
    draft,
    saved: () => {
      setEdited(false);
      draft.discard();
    },
  };
}

/** JSON would leave out what somebody has emptied, and it would be full again. */
function emptied(value: object): object {
  return mapped(value, field => field ?? null);
}

function filled(found: object): object {
  return mapped(found, field => field ?? undefined);
}

function mapped(value: object, map: (field: unknown) => unknown): object {
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [name, map(field)]),
  );
}
