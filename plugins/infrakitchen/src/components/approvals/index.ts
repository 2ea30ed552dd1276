export * from './ApprovalPanel';
export * from './ApprovalsPage';
export * from './ApproversPreview';
export * from './WaitingForMe';
export * from './approvalTexts';
