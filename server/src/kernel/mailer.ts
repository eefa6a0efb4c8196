/** A plain-text message to one person. */
export interface Mail {
  /** One address, without a name. */
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** Sends mail, where the operator named a mail server. */
export interface Mailer {
  readonly isConfigured: boolean;
  /**
   * Whether a mail server took the message; false when none is configured, it refuses, or 8 seconds pass. Never rejects.
   * Called after the commit of what it tells about, never inside a transaction.
   */
  send(mail: Mail): Promise<boolean>;
}
