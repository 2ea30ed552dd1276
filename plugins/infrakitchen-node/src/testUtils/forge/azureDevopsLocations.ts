/** Ids of the areas of the API, which the client looks for. */
export const AREAS = {
  core: '79134c72-4a58-4b42-976c-04e7115f32bf',
  git: '4e080c62-fa21-4fbc-8fef-2a10a2b38049',
  policy: 'fb13a388-40dd-4a04-b530-013a739c72ef',
};

const REPOSITORY = '{project}/_apis/{area}/repositories/{repositoryId}';
const PULL = `${REPOSITORY}/pullRequests/{pullRequestId}`;

/** Where the client finds each operation: its id, path and resource by area. */
const OPERATIONS: Record<string, [string, string, string][]> = {
  Location: [
    [
      'e81700f7-3be2-46de-8624-2eb35882fcaa',
      '_apis/{resource}/{areaId}',
      'ResourceAreas',
    ],
  ],
  git: [
    [
      '225f7195-f9c7-4d14-ab28-a83f7ff77e1f',
      '{project}/_apis/{area}/{resource}/{repositoryId}',
      'repositories',
    ],
    [
      '2d874a60-a811-4f62-9c9f-963a6ea0a55b',
      `${REPOSITORY}/{resource}`,
      'refs',
    ],
    [
      '9946fd70-0d40-406e-b686-b4744cbbcc37',
      `${REPOSITORY}/{resource}/{pullRequestId}`,
      'pullRequests',
    ],
    [
      'b5f6bb4f-8d1e-4d79-8d11-4c9172c99c35',
      `${PULL}/statuses/{statusId}`,
      'pullRequestStatuses',
    ],
    [
      'ab6e2e5d-a0b7-4153-b64a-a4efe0d49449',
      `${PULL}/threads/{threadId}`,
      'pullRequestThreads',
    ],
    [
      '965a3ec7-5ed8-455a-bdcb-835a5ea7fe7b',
      `${PULL}/threads/{threadId}/comments/{commentId}`,
      'pullRequestThreadComments',
    ],
  ],
  policy: [
    [
      'dad91cbe-d183-45f8-9c6e-9c1164472121',
      '{project}/_apis/{area}/{resource}/{configurationId}',
      'configurations',
    ],
    [
      'c23ddff5-229c-4d04-a80b-0fdce9f360c8',
      '{project}/_apis/{area}/{resource}/{evaluationId}',
      'evaluations',
    ],
  ],
};

export const LOCATIONS: Record<string, object[]> = Object.fromEntries(
  Object.entries(OPERATIONS).map(([area, operations]) => [
    area,
    operations.map(([id, routeTemplate, resourceName]) => ({
      ...{ id, area, routeTemplate, resourceName, resourceVersion: 2 },
      ...{ minVersion: '1.0', maxVersion: '7.2', releasedVersion: '7.1' },
    })),
  ]),
);
