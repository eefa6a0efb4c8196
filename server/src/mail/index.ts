export { createMailer } from './mailer.ts';
export type { MailSettings } from './mailer.ts';
