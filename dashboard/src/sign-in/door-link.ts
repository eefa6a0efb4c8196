/** The class of a text link on the pages in front of the door: tall enough to hit. */
export const doorLinkClass = 'inline-flex min-h-6 items-center font-medium text-primary underline underline-offset-2';
