#!/usr/bin/env -S dotnet run
#:project ../tests/Bundles.Tests/GatewayPipeline.Bundles.Tests.csproj

// Writes the vectors of docs/bundle-format.md: the same each time, as long as the runtime compresses alike.
//
//   dotnet run eng/write-vectors.cs -- FOLDER
//
// Those in docs/vectors are frozen: this program is how they came to be, and how the next format's will.

using GatewayPipeline.Bundles.Tests.Vectors;

if (args is not [var folder])
{
    Console.Error.WriteLine("name the folder to write to");

    return 2;
}

VectorFiles.Write(folder);

return 0;
