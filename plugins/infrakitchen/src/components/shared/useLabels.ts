import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useMemo } from 'react';
import type {
  CascadeKind,
  RunKind,
  RunState,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  actorNameTranslationRef,
  actorText,
  cascadeChipsTranslationRef,
  cascadeKindLabel,
  runKindLabel,
  runStateChipTranslationRef,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';

/** Names of kinds, states and actors where they are part of a text. */
export interface Labels {
  actor: (ref: string) => string;
  cascadeKind: (kind: CascadeKind) => string;
  runKind: (kind: RunKind) => string;
  runState: (state: RunState) => string;
}

/** The labels in the language of the portal. */
export function useLabels(): Labels {
  const { t: actors } = useTranslationRef(actorNameTranslationRef);
  const { t: cascades } = useTranslationRef(cascadeChipsTranslationRef);
  const { t: runs } = useTranslationRef(runStateChipTranslationRef);
  return useMemo(
    () => ({
      actor: ref => actorText(ref, undefined, actors),
      cascadeKind: kind => cascadeKindLabel(kind, cascades),
      runKind: kind => runKindLabel(kind, runs),
      runState: state => runs(`state.${state}`),
    }),
    [actors, cascades, runs],
  );
}
