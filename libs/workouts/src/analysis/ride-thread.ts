import { runRideTask } from './ride-task';

/** What a worker thread runs; see RideAnalyzer. */
export default runRideTask;
