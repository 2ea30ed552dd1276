/** A user of the demo, as whom anybody may sign in. */
export interface DemoIdentity {
  /** Id of the auth provider. */
  providerId: string;
  userEntityRef: string;
  groupEntityRefs: string[];
}

/** The users besides the guest. They are described in `examples/org.yaml`. */
export const demoIdentities: DemoIdentity[] = [
  {
    providerId: 'demo-developer',
    userEntityRef: 'user:default/developer',
    groupEntityRefs: ['group:default/developers'],
  },
  {
    providerId: 'demo-approver',
    userEntityRef: 'user:default/approver',
    groupEntityRefs: ['group:default/approvers'],
  },
  {
    providerId: 'demo-auditor',
    userEntityRef: 'user:default/auditor',
    groupEntityRefs: ['group:default/auditors'],
  },
];
