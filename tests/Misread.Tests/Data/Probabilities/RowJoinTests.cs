using Misread.Data;
using Misread.IO;
using Xunit;

namespace Misread.Tests.Data;

/// <summary>Which image a row is of: by what names it, whoever wrote the name; by position only where nothing does.</summary>
public sealed class RowJoinTests
{
    private static readonly string[] Ids =
        ["pets/train/cat/1.png", "pets/train/cat/2.png", "pets/train/dog/1.png", "pets/test/cat/1.png", "pets/test/dog/x.9.png"];

    [Theory]
    [InlineData("pets/test/cat/1.png", 3)]
    [InlineData("/home/me/pets/train/dog/1.png", 2)]
    [InlineData(@"C:\data\pets\train\cat\2.png", 1)]
    [InlineData("./train/cat/1.png", 0)]
    [InlineData("test/dog/x.9.jpg", 4)]
    [InlineData("x.9", 4)]
    [InlineData("2.JPG", 1)]
    [InlineData("other/cat/2.png", -1)]
    [InlineData("ax.9.png", -1)]
    [InlineData("x", -1)]
    public void An_image_is_found_by_id_path_or_unique_end(string name, int expected) =>
        Assert.Equal(expected, new ImageNames(Ids).Find(name));

    [Fact]
    public void An_end_of_several_ids_names_two_of_them()
    {
        DataFormatException e = Assert.Throws<DataFormatException>(() => new ImageNames(Ids).Find("cat/1.png"));
        Assert.Equal("'cat/1.png' may be pets/train/cat/1.png or pets/test/cat/1.png; name the image by its path.", e.Message);
    }

    [Fact]
    public void Rows_in_another_order_find_their_images()
    {
        int[] order = [4, 0, 3, 1, 2];
        var join = RowJoin.ByName(Data(), [.. order.Select(i => Ids[i])], "p.csv");
        Assert.Equal(order, join.Images);
        Assert.Equal(("by id", true, 0), (join.How, join.IsByName, join.Notices.Count));
    }

    [Fact]
    public void File_names_alone_do_where_no_path_fits_and_this_is_said()
    {
        Dataset flat = Data("a/cat/1.png", "a/dog/2.png");
        var join = RowJoin.ByName(flat, ["renders/2.webp", "renders/1.webp"], "p.csv");
        Assert.Equal([1, 0], join.Images);
        Assert.Equal("p.csv: no row has the path of an image; rows and images are joined by file names alone, 'renders/2.webp' with a/dog/2.png say.", Assert.Single(join.Notices));
    }

    [Fact]
    public void A_row_of_another_folder_is_no_match_where_others_have_their_paths()
    {
        var join = RowJoin.ByName(Data(), ["val/dog/x.9.png", "train/cat/2.png"], "p.csv");
        Assert.Equal([1], join.Rows);
        Assert.Equal([1], join.Images);
        Assert.Equal("p.csv: 1 of 2 rows name no image of pets and are left out, 'val/dog/x.9.png' say.", join.Notices[0]);
        Assert.Equal("4 of 5 images of pets have no row and are left out, pets/train/cat/1.png say.", join.Notices[1]);
    }

    [Theory]
    [InlineData("1.png,2.png", "p.csv: '1.png' may be pets/train/cat/1.png or pets/train/dog/1.png, and 0 more rows are ambiguous")]
    [InlineData("pets/train/cat/2.png,train/cat/2.png", "found rows 1 and 2 ('pets/train/cat/2.png' and 'train/cat/2.png') for pets/train/cat/2.png")]
    [InlineData("a,b", "p.csv: no row names an image of pets: expected ids or paths such as 'pets/train/cat/1.png', found 'a'.")]
    public void What_names_no_image_or_two_is_refused(string names, string expected) =>
        Assert.Contains(expected, Assert.Throws<DataFormatException>(() => RowJoin.ByName(Data(), names.Split(','), "p.csv")).Message, StringComparison.Ordinal);

    [Fact]
    public void Numbers_that_count_the_images_name_them()
    {
        var join = RowJoin.ByName(Data(), ["3", "1", "2", "5", "4"], "p.csv");
        Assert.Equal([2, 0, 1, 4, 3], join.Images);
        Assert.Contains("numbers from 1; 3 is taken for pets/train/dog/1.png", Assert.Single(join.Notices), StringComparison.Ordinal);
        Assert.False(join.IsByName);
    }

    [Fact]
    public void The_position_counts_for_all_images_or_one_split()
    {
        Assert.Equal([0, 1, 2, 3, 4], RowJoin.ByPosition(Data(), 5, "p.npy").Images);
        Assert.Equal([3, 4], RowJoin.ByPosition(Data(), 2, "p.npy").Images);
        Assert.Equal(
            "p.npy: expected a row for each of the 5 images of pets or of one split (train 3, test 2), found 4; where rows name their images (a column of paths or ids), some of them will do.",
            Assert.Throws<DataFormatException>(() => RowJoin.ByPosition(Data(), 4, "p.npy")).Message);
    }

    private static Dataset Data(params string[] ids)
    {
        ids = ids.Length == 0 ? Ids : ids;
        return Dataset.Concat([.. ids.GroupBy(id => id.Contains("test/", StringComparison.Ordinal) ? "test" : "train", StringComparer.Ordinal).Select(split =>
            Dataset.Create("pets", split.Key, 1, 1, new byte[split.Count()], [.. split.Select(id => id.Contains("dog", StringComparison.Ordinal) ? 1 : 0)], ["cat", "dog"], [.. split]))]);
    }
}
