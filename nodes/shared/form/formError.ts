/** A value in the form that cannot be sent. Nothing was sent, and nothing was billed. */
export class FormError extends Error {
	override readonly name = 'FormError';

	/**
	 * @param field the label of the field, as the form shows it
	 * @param problem what is wrong, beginning in lower case: "must be a number"
	 * @param advice one sentence on what to do
	 */
	constructor(
		readonly field: string,
		problem: string,
		readonly advice?: string,
	) {
		super(`${field} ${problem}`);
	}
}
