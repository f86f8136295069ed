Console.WriteLine("misread");
