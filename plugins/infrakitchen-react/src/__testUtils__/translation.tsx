import type { ReactNode } from 'react';
import {
  appLanguageApiRef,
  type AppLanguageApi,
  type TranslationRef,
  type TranslationFunction,
} from '@backstage/frontend-plugin-api';
import { mockApis, TestApiProvider } from '@backstage/frontend-test-utils';

const english: Partial<AppLanguageApi> = {
  getLanguage: () => ({ language: 'en' }),
};

/** What components need that are rendered without a portal around them. */
export function EnglishPortal(props: { children: ReactNode }) {
  return (
    <TestApiProvider
      apis={[
        mockApis.translation(),
        mockApis.error(),
        [appLanguageApiRef, english],
      ]}
    >
      {props.children}
    </TestApiProvider>
  );
}

/** The texts of a ref as they are written. */
export function textsOf<TMessages extends { [key in string]: string }>(
  ref: TranslationRef<string, TMessages>,
): TranslationFunction<TMessages> {
  const snapshot = mockApis.translation().getTranslation(ref);
  if (!snapshot.ready) {
    throw new Error(`The texts of ${ref.id} are not there`);
  }
  return snapshot.t;
}
