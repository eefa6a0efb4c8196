export { addDeliverableComment, addTaskComment } from './add-comment.ts';
export { commentLengthMax } from './comment.ts';
export type { Comment } from './comment.ts';
export { forgetAuthor } from './forget-author.ts';
export { listDeliverableComments, listTaskComments } from './list-comments.ts';
