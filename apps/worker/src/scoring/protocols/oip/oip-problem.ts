/** Why a request of the Open Inference Protocol is not answered. */
export type OipProblem = { status: 400 | 413 | 415 | 501; message: string };

export const badRequest = (message: string): OipProblem => ({ status: 400, message });
