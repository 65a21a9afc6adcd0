export { AnswerContract, type RawAnswer } from './answer-contract';
export { type Document, type Operation, type Parameter, type Schema } from './document';
export { OpenApi } from './open-api';
export { type Route, Routes } from './routes';
