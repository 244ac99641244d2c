/** Something the user can put right. Its message is shown as it is, without a stack. */
export class Problem extends Error {}
