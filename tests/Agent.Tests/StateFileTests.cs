using CsCheck;
using GatewayPipeline.Agent.Commands;
using GatewayPipeline.Agent.Disk;

namespace GatewayPipeline.Agent.Tests;

public sealed class StateFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("gwp-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Reads_what_was_written()
    {
        var file = Open("state.json");
        file.Write(new(["000001-000000000007"]));

        Assert.Equal(["000001-000000000007"], file.Read()?.Generations);
    }

    [Fact]
    public void Is_empty_when_there_is_none() => Assert.Null(Open("none.json").Read());

    [Fact]
    public void Takes_nothing_from_a_file_in_which_any_byte_has_changed()
    {
        var path = Path.Combine(folder, "state.json");
        var file = Open("state.json");
        file.Write(new(["000001-000000000007"]));
        var written = File.ReadAllBytes(path);

        for (var at = 0; at < written.Length; at++)
        {
            byte[] changed = [.. written];
            changed[at] ^= 1;
            File.WriteAllBytes(path, changed);
            Assert.True(file.Read() is null, $"byte {at} was changed and the file was believed");
            File.WriteAllBytes(path, written[..at]);
            Assert.True(file.Read() is null, $"the file was cut at byte {at} and believed");
        }
    }

    [Fact]
    public void Reads_durations_as_people_write_them()
    {
        Assert.Equal(TimeSpan.FromMilliseconds(50), Durations.Parse("50ms"));
        Assert.Equal(TimeSpan.FromSeconds(1.5), Durations.Parse("1.5s"));
        Assert.Equal(TimeSpan.FromMinutes(2), Durations.Parse("2m"));
        Assert.Equal(TimeSpan.FromDays(1), Durations.Parse("24h"));
        Assert.All(["", "5", "s", "-1s", "0s", "25h", "1d", "1,5s", "NaNs"], text => Assert.Null(Durations.Parse(text)));
        Gen.Int[1, 86_400].Sample(seconds => Durations.Parse(FormattableString.Invariant($"{seconds}s")) == TimeSpan.FromSeconds(seconds));
    }

    private StateFile<ActivatingState> Open(string name) =>
        new(Path.Combine(folder, name), StateJson.Default.ActivatingState);
}
