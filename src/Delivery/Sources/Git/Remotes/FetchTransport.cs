using System.Buffers;
using LibGit2Sharp;

namespace GatewayPipeline.Delivery.Sources.Git.Remotes;

/// <summary>
/// How the git library reaches a server: through our own client and no other way, whatever address it is told.
/// </summary>
internal sealed class FetchTransport : RpcSmartSubtransport
{
    public const string Scheme = "gwp-fetch";
    public const string Address = $"{Scheme}://repository";

    protected override SmartSubtransportStream Action(string url, GitSmartSubtransportAction action) => action switch
    {
        GitSmartSubtransportAction.UploadPackList => new FetchStream(this, FetchSession.Current, isList: true),
        GitSmartSubtransportAction.UploadPack => new FetchStream(this, FetchSession.Current, isList: false),
        _ => throw new NotSupportedException("Nothing is ever pushed."),
    };

    private sealed class FetchStream(SmartSubtransport transport, FetchSession session, bool isList)
        : SmartSubtransportStream(transport)
    {
        private const int Good = 0;
        private const int Failed = -1;
        private const int PieceBytes = 64 * 1024;

        private readonly ArrayBufferWriter<byte> request = new();
        private readonly byte[] piece = new byte[PieceBytes];
        private Stream? list;
        private FetchAnswer? answer;

        public override int Write(Stream dataStream, long length)
        {
            dataStream.ReadExactly(request.GetSpan((int)length)[..(int)length]);
            request.Advance((int)length);

            return Good;
        }

        public override int Read(Stream dataStream, long length, out long bytesRead)
        {
            bytesRead = 0;
            try
            {
                var most = (int)Math.Min(length, piece.Length);
                var count = isList ? (list ??= session.List()).Read(piece, 0, most) : ReadAnswer(most);
                dataStream.Write(piece, 0, count);
                bytesRead = count;

                return Good;
            }
            catch (Exception exception)
            {
                // Nothing may be thrown into the library: the session keeps it for whoever called that.
                session.Fail(exception);

                return Failed;
            }
        }

        protected override void Free()
        {
            list?.Dispose();
            answer?.Dispose();
            base.Free();
        }

        private int ReadAnswer(int most)
        {
            answer ??= session.Ask(request.WrittenMemory);
            var count = answer.Read(piece, most);
            session.Count(count);

            return count;
        }
    }
}
