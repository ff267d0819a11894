using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using TikTokFollowing.Benchmarks;

switch (args)
{
    case ["overlap"]:
        return OverlapRun.RunAll();
    case ["overlap", string command]:
        return OverlapRun.Run(command);
}
if (args is ["definitions"])
{
    return DefinitionRun.Run();
}

// In this process, because building the usual separate project needs a package feed.
IConfig config = DefaultConfig.Instance
    .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance).WithIterationCount(7))
    .HideColumns(
        Column.Job, Column.Toolchain, Column.IterationCount, Column.LaunchCount, Column.WarmupCount, Column.Error);
BenchmarkSwitcher.FromAssembly(typeof(PreparedPage).Assembly).Run(args, config);
return 0;
