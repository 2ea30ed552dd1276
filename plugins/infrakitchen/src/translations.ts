/**
 * The texts of the pages, one ref for each area: a single one with all of them
 * would keep the compiler busy for minutes.
 */
export { accessTranslationRef } from './components/access/translation';
export { approvalsTranslationRef } from './components/approvals/translation';
export { cascadesTranslationRef } from './components/cascades/translation';
export { catalogTranslationRef } from './components/catalog/translation';
export { connectionsTranslationRef } from './components/connections/translation';
export { governanceTranslationRef } from './components/governance/translation';
export { historyTranslationRef } from './components/history/translation';
export { legacyTranslationRef } from './components/legacy/translation';
export { overviewTranslationRef } from './components/overview/translation';
export { projectsTranslationRef } from './components/projects/translation';
export { pullRequestsTranslationRef } from './components/pullRequests/translation';
export { resourcesTranslationRef } from './components/resources/translation';
export { resourcesConnectionsTranslationRef } from './components/resources/connections/translation';
export { resourcesCreateTranslationRef } from './components/resources/create/translation';
export { resourcesDetailTranslationRef } from './components/resources/detail/translation';
export { runsTranslationRef } from './components/runs/translation';
export { searchTranslationRef } from './components/search/translation';
export { sharedTranslationRef } from './components/shared/translation';
export { templatesTranslationRef } from './components/templates/translation';
export { workspacesTranslationRef } from './components/workspaces/translation';
