#:project ../../src/Misread/Misread.csproj
#:property PublishAot=false
#:property TieredPGO=false

// Times k-means on a raw file of bytes [N,D]: kmeans.cs FILE N D K ITERATIONS SEEDS... ; see compare.py.
using System.Diagnostics;
using System.Globalization;
using Misread.Clustering;
using Misread.Data;
Console.WriteLine("");
