// Each of these tests runs a gateway with all that belongs to it, and some measure: one at a time.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
